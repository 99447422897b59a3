// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { runOpenLoop } from './open-loop.ts';

const never = new AbortController().signal;

test('work that takes longer than its share of the schedule waits, and the wait counts', async () => {
  const latencies: number[] = [];
  const plan = { perSecond: 100, workers: 1, seconds: 0.4, stop: never };
  const { due, done } = await runOpenLoop(
    plan,
    () => wait(50),
    (ms) => latencies.push(ms),
  );
  // One worker can do 20 a second of the 100 that are due.
  assert.ok(done < due / 2, `${done} of ${due}`);
  // A closed loop would have measured 50 ms for each.
  assert.ok(Math.max(...latencies) > 150, `${latencies}`);
  // Those that never started are recorded, too.
  assert.equal(latencies.length, due);
});

test('work that hangs keeps none of the work that is due later from starting', async () => {
  const stop = new AbortController();
  let started = 0;
  const { done } = await runOpenLoop(
    { perSecond: 1000, workers: 2, seconds: 60, stop: stop.signal },
    async () => {
      started += 1;
      if (started === 1) await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
      if (started === 20) stop.abort();
    },
    () => {},
  );
  assert.ok(done >= 20, `${done}`);
});

test('it can be stopped early, and completes what is running', async () => {
  const stop = new AbortController();
  let started = 0;
  let completed = 0;
  const { done, due, seconds } = await runOpenLoop(
    { perSecond: 1000, workers: 3, seconds: 60, stop: stop.signal },
    async () => {
      started += 1;
      if (started === 10) stop.abort();
      await wait(5);
      completed += 1;
    },
    () => {},
  );
  assert.equal(completed, started);
  assert.equal(done, completed);
  assert.ok(due >= done);
  assert.ok(seconds < 60);
});

test('a failure ends it', async () => {
  const plan = { perSecond: 100, workers: 2, seconds: 60, stop: never };
  const failing = () => Promise.reject(new Error('rejected'));
  await assert.rejects(
    runOpenLoop(plan, failing, () => {}),
    /rejected/,
  );
});
