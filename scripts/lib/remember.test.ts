// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remember } from './remember.ts';

const hourMs = 3_600_000;

test('those who ask at the same time, and soon after, get the same answer', async () => {
  let asked = 0;
  const ask = remember(hourMs, async () => ++asked);
  assert.deepEqual(await Promise.all([ask(), ask()]), [1, 1]);
  assert.equal(await ask(), 1);
  ask.forget();
  assert.equal(await ask(), 2);
});

test('an answer that is too old is asked for again', async () => {
  let asked = 0;
  const ask = remember(0, async () => ++asked);
  assert.deepEqual([await ask(), await ask()], [1, 2]);
});

test('a failure is not remembered', async () => {
  let asked = 0;
  const ask = remember(hourMs, async () => {
    asked += 1;
    if (asked === 1) throw new Error('not yet');
    return asked;
  });
  await assert.rejects(ask(), /not yet/);
  assert.equal(await ask(), 2);
});
