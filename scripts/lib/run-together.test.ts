// Shares a process.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { runTogether } from './run-together.ts';

const never = new AbortController().signal;

test('tasks run at the same time, and their results keep their order', async () => {
  const started = new EventEmitter();
  // The first ends only because the second runs.
  const first = once(started, 'second');
  const second = wait(1).then(() => started.emit('second', 'from the second'));
  assert.deepEqual(await runTogether(never, () => [first, second]), [['from the second'], true]);
});

test('when one fails, the others are aborted, and end before the error is reported', async () => {
  let cleanedUp = false;
  const cleanUp = async (signal: AbortSignal) => {
    await wait(60_000, undefined, { signal }).catch(() => wait(20));
    cleanedUp = true;
  };
  const failing = runTogether(never, (signal) => [cleanUp(signal), Promise.reject(new Error('no space left'))]);
  await assert.rejects(failing, /no space left/);
  assert.ok(cleanedUp);
});

test('the signal of the caller aborts all', async () => {
  const controller = new AbortController();
  const stopping = runTogether(controller.signal, (signal) => [
    wait(60_000, undefined, { signal }),
    wait(60_000, undefined, { signal }),
  ]);
  controller.abort();
  await assert.rejects(stopping, { name: 'AbortError' });
});
