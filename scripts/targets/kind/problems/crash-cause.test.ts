// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crashCause, lastError } from './crash-cause.ts';

// PostgreSQL 17 with huge_pages=on, on a node without huge pages.
const hugePagesLog = `server stopped
2026-11-26 04:21:11.605 UTC [1] FATAL:  could not map anonymous shared memory: Cannot allocate memory
2026-11-26 04:21:11.605 UTC [1] HINT:  This error usually means that PostgreSQL's request for a shared memory segment exceeded available memory, swap space, or huge pages.
2026-11-26 04:21:11.606 UTC [1] LOG:  database system is shut down
`;

test("a lack of huge pages is recognized by PostgreSQL's log, or by the signal of a bus error", () => {
  for (const cause of [crashCause(hugePagesLog, 1), crashCause('', 135)])
    assert.match(cause, /postgres\.settings\.huge_pages/);
});

test('from any other log, the last error is shown, without its timestamp', () => {
  assert.equal(
    crashCause('12:00 UTC [1] FATAL:  role "x" does not exist\n12:00 LOG:  bye\n', 1),
    'FATAL:  role "x" does not exist',
  );
  assert.equal(
    lastError("node:internal\nError: Cannot find module 'x'\n    at file.js\n"),
    "Error: Cannot find module 'x'",
  );
  assert.equal(lastError('one\ntwo\n\n'), 'two');
  assert.equal(lastError(''), '');
  assert.ok(lastError('x'.repeat(1000)).length < 250);
});
