import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSampleStore } from '../sample-store.ts';
import { compile } from './compile.ts';
import { metricNames } from './metric-names.ts';
import { PromqlError } from './promql-error.ts';

/** What we refuse: the expression, the part that is in the way, and what is said about it. */
const refused: [expression: string, part: string, says: RegExp][] = [
  ['sum(rate(c[4s])', 'sum(rate(c[4s])', /not finished/],
  ['c d + 1', 'd + 1', /not PromQL from here on/],
  ['', '', /not finished/],
  ['sum(c{a="x)', 'sum(c{a="x)', /not finished/],
  ['1 + topk(3, c)', 'topk(3, c)', /aggregation/],
  ['stddev(c)', 'stddev', /aggregation/],
  ['irate(c[4s]) > 0', 'irate(c[4s])', /function/],
  ['c * on (a) group_left (b) d', 'group_left', /one to one, without group_left/],
  ['sum({job="x"})', '{job="x"}', /name of a metric/],
  ['c ^ 2', 'c ^ 2', /does not know \^/],
  ['c @ 3', 'c @ 3', /cannot evaluate/],
  ['c[4s]', 'c[4s]', /cannot evaluate/],
  ['rate(c)', 'c', /expected a range/],
  ['rate(c[1m:5s])', 'c[1m:5s]', /expected a range/],
  ['rate(c[2 * 2s])', '2 * 2s', /compute durations/],
  ['sum(1)', '1', /expected series/],
  ['vector(c)', 'c', /expected a number/],
  ['1 > 2', '1 > 2', /bool/],
  ['1 and c', '1 and c', /series on both sides/],
  ['d and c offset 3s', 'd and c offset 3s', /parentheses/],
  ['c{a=~"(?<=x)("}', '"(?<=x)("', /regular expression/],
  ['c{"a"="x"}', '"a"="x"', /quoted/],
  ['c{a="\\x41"}', '"\\x41"', /escape/],
];

for (const [expression, part, says] of refused)
  test(`what we cannot evaluate is named: ${expression || 'nothing'}`, () => {
    assert.throws(
      () => compile(expression),
      (error) => {
        assert.ok(error instanceof PromqlError);
        assert.match(error.message, says);
        assert.ok(error.message.endsWith(`in the expression ${expression}`), error.message);
        assert.equal(error.part, part);
        return true;
      },
    );
  });

test('two samples that match one are refused, as Prometheus refuses them', () => {
  const store = createSampleStore({ keepSeconds: 4, names: new Set(['c', 'd']) });
  const samples = [
    { name: 'c', labels: { a: 'x' }, value: 1 },
    { name: 'd', labels: { a: 'x' }, value: 2 },
    { name: 'd', labels: { a: 'y' }, value: 3 },
  ];
  store.add('api', 0, samples);
  assert.throws(() => compile('c / on (instance) d')(store, 0), /several samples on the right match one/);
  assert.throws(() => compile('d / on (instance) c')(store, 0), /several samples on the left match one/);
});

test('an expression says which metrics it reads', () => {
  const expression = '100 * sum(rate(c{a="x"}[4s])) / (sum(rate(c[4s])) > 0) or {__name__="d"} or vector(0)';
  assert.deepEqual(metricNames(expression), ['c', 'd']);
});
