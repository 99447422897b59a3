// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelExpressions } from '../panel-values.ts';
import { compile } from './compile.ts';
import { metricNames } from './selector.ts';
import { PromqlError } from './syntax.ts';

const unsupported: [expression: string, piece: string, supported: RegExp][] = [
  ['-c', '-c', /selectors, functions/],
  ['c offset 3s', 'c offset 3s', /selectors, functions/],
  ['c @ 3', 'c @ 3', /selectors, functions/],
  ['c[4s]', 'c[4s]', /selectors, functions/],
  ['sum(1)', '1', /selectors, functions/],
  ['1 + 2', '2', /selectors, functions/],
  ['min(c)', 'min', /aggregations sum, avg, max/],
  ['topk(3, c)', 'topk', /aggregations sum, avg, max/],
  ['sum without (a) (c)', 'without (a)', /by \(label/],
  ['sum by ("a") (c)', '"a"', /without quotes/],
  ['increase(c[4s])', 'increase(c[4s])', /functions rate/],
  ['avg_over_time(c[4s])', 'avg_over_time(c[4s])', /functions rate/],
  ['rate(c[4s], 2)', 'rate(c[4s], 2)', /functions rate/],
  ['rate(c)', 'c', /a range here/],
  ['rate(c[4s] offset 2s)', 'c[4s] offset 2s', /a range here/],
  ['rate(c[1m:5s])', 'c[1m:5s]', /a range here/],
  ['rate(c[2 * 2s])', '2 * 2s', /durations such as 4s/],
  ['vector(c)', 'c', /decimal numbers/],
  ['vector(0x1F)', '0x1F', /decimal numbers/],
  ['histogram_quantile(2, c)', '2', /quantiles from 0 to 1/],
  ['c ^ 2', '^', /operators \+ - \* \/ == != > < >= <= or/],
  ['c and d', 'and', /operators/],
  ['c unless d', 'unless', /operators/],
  ['c > bool 2', 'bool', /a modifier only with or/],
  ['c * on (a) group_left (b) d', 'on (a) group_left (b)', /a modifier only with or/],
  ['c or ignoring (a) d', 'ignoring (a)', /on \(label/],
  ['c > d', 'c > d', /a number on the right/],
  ['2 < c', '2 < c', /a number on the right/],
  ['{job="x"}', '{job="x"}', /the name of a metric/],
  ['c{"a"="x"}', '"a"="x"', /without quotes/],
  ["c{a='x'}", "'x'", /double quotes/],
  ['c{a="\\x41"}', '"\\x41"', /without escapes/],
  ['c{a=~"(?<=x)("}', '"(?<=x)("', /valid in JavaScript/],
];

for (const [expression, piece, supported] of unsupported)
  test(`an expression that no panel needs is rejected: ${expression}`, () => {
    assert.throws(
      () => compile(expression),
      (error) => {
        assert.ok(error instanceof PromqlError);
        assert.ok(
          error.message.startsWith(`"${piece}" is not supported on the live page, which supports `),
          error.message,
        );
        assert.match(error.message, supported);
        assert.ok(error.message.endsWith(`in the expression ${expression}`), error.message);
        return true;
      },
    );
  });

for (const [expression, problem] of [
  ['c d + 1', 'invalid PromQL from "d + 1" on'],
  ['sum(rate(c[4s])', 'incomplete PromQL'],
  ['sum(c{a="x)', 'incomplete PromQL'],
  ['', 'incomplete PromQL'],
] as const)
  test(`a syntax error is rejected: ${expression || 'nothing'}`, () => {
    const message = `${problem}, in the expression ${expression}`;
    assert.throws(() => compile(expression), { name: 'PromqlError', message });
  });

test('every expression of every panel compiles', () => {
  assert.ok(panelExpressions.length >= 20);
  for (const expression of panelExpressions) assert.doesNotThrow(() => compile(expression), expression);
});

test('metricNames() finds the metrics that an expression reads', () => {
  const expression = '100 * sum(rate(c{a="x"}[4s])) / (sum(rate(c[4s])) > 0) or d or vector(0)';
  assert.deepEqual(metricNames(expression), ['c', 'd']);
});
