import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchOutput } from './match-output.ts';

const match = (lines: string[], printed: string, ...exact: string[]) => matchOutput({ lines, exact }, printed);
const matches = (shown: string, printed: string, ...exact: string[]) => !match([shown], printed, ...exact).missing;

function assertMatches(expected: boolean, pairs: [shown: string, printed: string][], ...exact: string[]): void {
  for (const [shown, printed] of pairs)
    assert.equal(matches(shown, printed, ...exact), expected, `${shown} -> ${printed}`);
}

test('a number matches any number, with its sign, thousands and unit', () => {
  assertMatches(true, [
    ['average 517 ms', 'average 1.2 s'],
    ['17,000 posts', '5 posts'],
    ['succeeded: 0.03 %', 'succeeded: 100 %'],
    ['took 59.2 s', 'took 3 min 12 s'],
    ['took 3 min 12 s.', 'took 8.1 s.'],
    ['changed by -3 %', 'changed by +12.5 %'],
    ['cost=0.00..309.00 rows=16000', 'cost=12.50..1149.56 rows=20000'],
    ['Memory: 33kB', 'Memory: 1.5MB'],
    ['0 requests', '−1 requests'],
  ]);
});

test('what is counted may be one or many', () => {
  assertMatches(true, [
    ['started 0 sessions for 1,328 requests, from 1 to 300 users', 'started 1 session for 1 request, from 1 to 1 user'],
    ['1 new session (0.02 per request)', '3 new sessions (0.06 per request)'],
    ['5 posts…', '1 post of 3'],
  ]);
  assertMatches(false, [
    ['0 sessions', '1 request'],
    ['0 sessions', '1 sessionss'],
    ['10 busy processes', '10 busy'],
  ]);
});

test('a number does not match one of another kind', () => {
  assertMatches(false, [
    ['success rate 100 %', 'success rate 100'],
    ['requests 100', 'requests 100 %'],
    ['average 517 ms', 'average 517'],
    ['average 517 ms', 'average 1.2 %'],
    ['rows 517', 'rows 1.2 s'],
    ['rows 517…', 'rows 1.2 s'],
    ['rows 517…', 'rows 3 min 12 s'],
    ['Memory: 33kB', 'Memory: 33 ms'],
    ['Memory: 33kB', 'Memory: 33'],
  ]);
});

test('in an exact line, a number matches only itself', () => {
  assert.ok(matches('│ Success rate │  100 % │', '│ Success rate │   100 % │', 'success rate'));
  assert.ok(!matches('│ Success rate │  100 % │', '│ Success rate │ 99.9 % │', 'success rate'));
  assert.ok(matches('│ p99 │ 517 ms │', '│ p99 │ 1.2 s │', 'success rate'));
  assert.ok(matches('…"status":503,…', '{"a":1,"status":503,"b":2}', 'other', 'status'));
  const different: [string, string][] = [
    ['…"status":503,…', '{"a":1,"status":504,"b":2}'],
    ['… 0 sessions', 'opened 10 sessions'],
    ['opened 0…', 'opened 0.5'],
    ['opened 5 sessions', 'opened 5,000 sessions'],
  ];
  assertMatches(false, different, 'status', 'opened', 'sessions');
  const versions = 'exact 9.0.0 127.0.0.1 [1,2] 0.00..309.00 and -3 at 20260102T030405Z';
  assert.ok(matches(versions, versions.replace('0304', '1122'), 'exact'));
});

test('a time matches any time, alone and in the name of a result', () => {
  assertMatches(true, [
    ['"2026-01-02T03:04:05.678Z"', '"2027-11-22T13:14:15Z"'],
    ['Kept in …/results/20260102T030405Z-broken.json', 'Kept in /a/results/20271122T131415Z-broken.json'],
  ]);
  assert.ok(!matches('20260102T030405Z-broken.json', '20260102T030405Z-pooled.json'));
});

test('words, and digits that belong to a name, match only themselves', () => {
  assertMatches(false, [
    ['p99 latency 517 ms', 'p50 latency 517 ms'],
    ['517 ms', 'half a second'],
    ['Seq Scan on posts', 'Index Scan on posts'],
    ['Seq Scan on posts', 'and Seq Scan on posts'],
    ['k6 Job', 'k7 Job'],
    ['a.b', 'a+b'],
    ['(1 of 2)', '1 of 2'],
  ]);
});

test('a table that is wider or narrower because of its numbers is the same table', () => {
  const shown = ['┌────────┬───────┐', '│ req/s  │   326 │', '└────────┴───────┘'];
  const printed = '┌────────┬──────────────┐\n│ req/s  │    1,234,567 │\n└────────┴──────────────┘';
  assert.equal(match(shown, printed).missing, undefined);
});

test('"…" alone matches any lines, and in a line any text', () => {
  assert.equal(match(['…', 'b', '…', 'd', '…'], 'a\nb\nc\nd\ne').missing, undefined);
  assert.ok(matches('{"id":…,"user_id":1,"content":…}', '{"id":9,"user_id":7,"content":"a … b"}'));
  assert.ok(!matches('{"id":…,"user_id":1}', '{"id":9,"user":1}'));
});

test('each line has to be printed, in this order, and the first one that was not is reported', () => {
  const missing = (shown: string[], printed: string) => match(shown, printed).missing;
  assert.deepEqual(missing(['a', '…', 'b'], 'b\na'), { index: 2, line: 'b', numbers: 'with any numbers' });
  assert.equal(missing(['a', 'a'], 'a')?.index, 1);
  assert.equal(missing(['a'], '')?.index, 0);
  assert.equal(missing(['a', 'c'], 'a\nb\nc'), undefined);
  assert.equal(missing(['', '…'], ''), undefined);
  assert.equal(missing([], ''), undefined);
});

test('a line gets the numbers that were printed, and keeps its "…"', () => {
  for (const [shown, printed, filled] of [
    ['│ req/s │ 326 │', '  │ req/s │     1,774 │ ', '  │ req/s │     1,774 │'],
    ['{"id":…,"user_id":1}', '{"id":12345,"user_id":2}', '{"id":…,"user_id":2}'],
    ['… took 5 ms', '    It took 1.2 s', '… took 1.2 s'],
    ['│ PostgreSQL │ …', '│ PostgreSQL   │ running │', '│ PostgreSQL   │ …'],
  ] as const)
    assert.deepEqual(match(['…', shown], `before\n${printed}`).filled, ['…', filled]);
});
