// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeReport } from './fuzz-report.ts';

const report = {
  complete: true,
  operations: { total: 19, tested: 19 },
  test_cases: { generated: 3000, with_failures: 0, errored: 0 },
  failures: [],
};
const judge = (changes: object) => judgeReport(JSON.stringify({ ...report, ...changes }));

test('a complete run without failures passes', () => {
  assert.deepEqual(judge({}), { passed: true, summary: '3000 requests to 19 of 19 operations, 0 failures' });
});

test('failures, errors, and operations or requests that were left out fail the run', () => {
  const counts = report.test_cases;
  for (const changes of [
    { test_cases: { ...counts, with_failures: 1 } },
    { test_cases: { ...counts, errored: 1 } },
    { test_cases: { ...counts, generated: 100 } },
    { operations: { total: 19, tested: 18 } },
    { complete: false },
  ])
    assert.equal(judge(changes).passed, false, JSON.stringify(changes));
});
