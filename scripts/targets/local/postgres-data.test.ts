// Shares a process.

import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { requireDiskSpace } from './postgres-data.ts';

test('too little free disk space is reported with both sizes and the variable that selects another disk', async () => {
  await assert.rejects(requireDiskSpace(tmpdir(), Number.MAX_SAFE_INTEGER), {
    code: 'disk_full',
    message: /has \d+ MiB free; the lab needs 8589934592\.$/,
    whatToDo: /LAB_FOLDER=/,
  });
  await requireDiskSpace(tmpdir(), 1);
});
