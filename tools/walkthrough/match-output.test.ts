import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchOutput, withNumbersOf } from './match-output.ts';

const fits = (shown: string, printed: string, ...exact: string[]) =>
  matchOutput([shown], printed, exact).missing === undefined;

test('a number matches any number, with its sign, thousands and unit', () => {
  for (const [shown, printed] of [
    ['average 517 ms', 'average 1.2 s'],
    ['17,000 posts', '5 posts'],
    ['succeeded: 0.03 %', 'succeeded: 100 %'],
    ['took 59.2 s', 'took 3 min 12 s'],
    ['took 3 min 12 s.', 'took 8.1 s.'],
    ['changed by -3 %', 'changed by +12.5 %'],
    ['cost=0.00..309.00 rows=16000', 'cost=12.50..1149.56 rows=20000'],
    ['Memory: 33kB', 'Memory: 1.5MB'],
    ['0 requests', '−1 requests'],
  ] as const)
    assert.ok(fits(shown, printed), `${shown} -> ${printed}`);
});

test('a number keeps what kind of number it is', () => {
  for (const [shown, printed] of [
    ['success rate 100 %', 'success rate 100'],
    ['requests 100', 'requests 100 %'],
    ['average 517 ms', 'average 517'],
    ['average 517 ms', 'average 1.2 %'],
    ['rows 517', 'rows 1.2 s'],
    ['rows 517…', 'rows 1.2 s'],
    ['rows 517…', 'rows 3 min 12 s'],
    ['Memory: 33kB', 'Memory: 33 ms'],
    ['Memory: 33kB', 'Memory: 33'],
  ] as const)
    assert.ok(!fits(shown, printed), `${shown} -> ${printed}`);
});

test('in a line with a word that the page calls exact, a number matches itself alone', () => {
  assert.ok(fits('│ Success rate │  100 % │', '│ Success rate │   100 % │', 'success rate'));
  assert.ok(!fits('│ Success rate │  100 % │', '│ Success rate │ 99.9 % │', 'success rate'));
  assert.ok(fits('│ p99 │ 517 ms │', '│ p99 │ 1.2 s │', 'success rate'));
  assert.ok(fits('…"status":503,…', '{"a":1,"status":503,"b":2}', 'other', 'status'));
  for (const [shown, printed] of [
    ['…"status":503,…', '{"a":1,"status":504,"b":2}'],
    ['… 0 sessions', 'began 10 sessions'],
    ['began 0…', 'began 0.5'],
    ['began 5 sessions', 'began 5,000 sessions'],
  ] as const)
    assert.ok(!fits(shown, printed, 'status', 'began', 'sessions'), `${shown} -> ${printed}`);
  const versions = 'exact 9.0.0 127.0.0.1 [1,2] 0.00..309.00 and -3 at 20260102T030405Z';
  assert.ok(fits(versions, versions.replace('0304', '1122'), 'exact'));
});

test('a time matches any time, alone and in the name of a result', () => {
  assert.ok(fits('"2026-01-02T03:04:05.678Z"', '"2027-11-22T13:14:15Z"'));
  assert.ok(fits('Kept in …/results/20260102T030405Z-broken.json', 'Kept in /a/results/20271122T131415Z-broken.json'));
  assert.ok(!fits('20260102T030405Z-broken.json', '20260102T030405Z-pooled.json'));
});

test('words, and digits that belong to a name, match only themselves', () => {
  for (const [shown, printed] of [
    ['p99 latency 517 ms', 'p50 latency 517 ms'],
    ['517 ms', 'half a second'],
    ['Seq Scan on posts', 'Index Scan on posts'],
    ['Seq Scan on posts', 'and Seq Scan on posts'],
    ['k6 Job', 'k7 Job'],
    ['a.b', 'a+b'],
    ['(1 of 2)', '1 of 2'],
  ] as const)
    assert.ok(!fits(shown, printed), `${shown} -> ${printed}`);
});

test('a table that is wider or narrower for its numbers is the same table', () => {
  const shown = ['┌────────┬───────┐', '│ req/s  │   326 │', '└────────┴───────┘'];
  const printed = '┌────────┬──────────────┐\n│ req/s  │    1,234,567 │\n└────────┴──────────────┘';
  assert.equal(matchOutput(shown, printed).missing, undefined);
});

test('"…" alone stands for any lines, and in a line for any text', () => {
  assert.equal(matchOutput(['…', 'b', '…', 'd', '…'], 'a\nb\nc\nd\ne').missing, undefined);
  assert.ok(fits('{"id":…,"user_id":1,"content":…}', '{"id":9,"user_id":7,"content":"a … b"}'));
  assert.ok(!fits('{"id":…,"user_id":1}', '{"id":9,"user":1}'));
});

test('lines have to come in their order, each once, and the first that does not is named', () => {
  assert.deepEqual(matchOutput(['a', '…', 'b'], 'b\na').missing, { index: 2, line: 'b' });
  assert.deepEqual(matchOutput(['a', 'a'], 'a').missing, { index: 1, line: 'a' });
  assert.deepEqual(matchOutput(['a'], '').missing, { index: 0, line: 'a' });
  assert.deepEqual(matchOutput(['a', 'c'], 'a\nb\nc').matched, [
    { index: 0, found: 'a' },
    { index: 1, found: 'c' },
  ]);
});

test('nothing has to be printed where a page shows nothing', () => {
  assert.equal(matchOutput([], '').missing, undefined);
  assert.equal(matchOutput(['', '…'], '').missing, undefined);
});

test('a shown line takes the numbers that were printed, and keeps its "…"', () => {
  assert.equal(withNumbersOf('│ req/s │ 326 │', '  │ req/s │     1,774 │ '), '  │ req/s │     1,774 │');
  assert.equal(withNumbersOf('{"id":…,"user_id":1}', '{"id":12345,"user_id":2}'), '{"id":…,"user_id":2}');
  assert.equal(withNumbersOf('… took 5 ms', '    It took 1.2 s'), '… took 1.2 s');
  assert.equal(withNumbersOf('│ PostgreSQL │ …', '│ PostgreSQL   │ running │'), '│ PostgreSQL   │ …');
});
