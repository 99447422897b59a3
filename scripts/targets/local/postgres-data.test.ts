import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { requireDiskSpace } from './postgres-data.ts';

test('a disk with less room than the lab needs is refused, with both figures and another place to put it', async () => {
  await assert.rejects(requireDiskSpace(tmpdir(), Number.MAX_SAFE_INTEGER), {
    code: 'disk_full',
    message: /has \d+ MiB free; the lab needs 8589934592\.$/,
    whatToDo: /LAB_FOLDER=/,
  });
  await requireDiskSpace(tmpdir(), 1);
});
