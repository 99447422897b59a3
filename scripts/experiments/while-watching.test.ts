import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { whileWatching } from './while-watching.ts';

test('who watches is told when the work is over, and is waited for', async () => {
  const watch = async (over: AbortSignal) => {
    await once(over, 'abort');
    await wait(10);
    return 'seen';
  };
  assert.deepEqual(await whileWatching(watch, async () => 'done'), ['seen', 'done']);
});

test('work that fails ends the watch first; a watch that then fails too changes nothing', async () => {
  let watchEnded = false;
  const watch = async (over: AbortSignal) => {
    await once(over, 'abort');
    watchEnded = true;
    throw new Error('connection lost');
  };
  await assert.rejects(
    whileWatching(watch, async () => {
      throw new Error('interrupted');
    }),
    { message: 'interrupted' },
  );
  assert.ok(watchEnded);
});

test('a watch that fails by itself is told once the work is done', async () => {
  const watch = async () => {
    throw new Error('cannot look');
  };
  await assert.rejects(
    whileWatching(watch, () => wait(10)),
    { message: 'cannot look' },
  );
});
