// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DiskExecution, summarizeExecutions } from './beyond-memory-rows.ts';

const execution = (indexed: boolean, isFirst: boolean, executionMs: number, diskBytes: number): DiskExecution => ({
  ...{ indexed, isFirst, executionMs, diskBytes },
  ...{ pagesHit: indexed ? 56 : 0, pagesRead: indexed ? 0 : 173_000, catalogPages: 0 },
});

test('first and later executions are summarized apart, without the index and with it', () => {
  const rows = summarizeExecutions([
    ...[execution(false, true, 9000, 900), execution(false, false, 8000, 800), execution(false, false, 6000, 700)],
    ...[execution(true, true, 20, 8192), execution(true, false, 0.1, 0), execution(true, false, 0.1, 0)],
  ]);
  assert.deepEqual(
    rows.map(({ indexed, executed, executions, pages, medianMs, diskBytes, highestDiskBytes }) => [
      ...[indexed, executed, executions, pages],
      ...[medianMs, diskBytes, highestDiskBytes],
    ]),
    [
      [false, 'first', 1, 173_000, 9000, 900, 900],
      [false, 'again', 2, 173_000, 7000, 750, 800],
      [true, 'first', 1, 56, 20, 8192, 8192],
      [true, 'again', 2, 56, 0.1, 0, 0],
    ],
  );
});
