// Alone: it keeps a processor busy.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { besideBusyLoop } from './busy-loop.ts';

/** Of all threads of this process. */
async function processorMsWhile(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
const wait = () => setTimeout(500);

test('a processor is busy while the work runs, and no longer', async () => {
  const busyMs = await processorMsWhile(() => besideBusyLoop(wait));
  const quietMs = await processorMsWhile(wait);
  assert.ok(busyMs > 4 * quietMs, `busy: ${busyMs} ms, afterwards: ${quietMs} ms`);
});

test('the loop ends when the work fails', async () => {
  await assert.rejects(
    besideBusyLoop(() => Promise.reject(new Error('not today'))),
    { message: 'not today' },
  );
});
