// Shares a process.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { withSampler } from './with-sampler.ts';

test('the sampler is stopped when the work is done, and is waited for', async () => {
  const sample = async (signal: AbortSignal) => {
    await once(signal, 'abort');
    await wait(10);
    return 'samples';
  };
  assert.deepEqual(await withSampler(sample, async () => 'done'), ['samples', 'done']);
});

test('when the work fails and then the sampler too, the error is that of the work', async () => {
  let sampled = false;
  const sample = async (signal: AbortSignal) => {
    await once(signal, 'abort');
    sampled = true;
    throw new Error('connection lost');
  };
  const work = async () => {
    throw new Error('interrupted');
  };
  await assert.rejects(withSampler(sample, work), { message: 'interrupted' });
  assert.ok(sampled);
});

test('a sampler that fails on its own rejects once the work is done', async () => {
  let done = false;
  const sample = async () => {
    throw new Error('cannot read');
  };
  const work = async () => {
    await wait(10);
    done = true;
  };
  await assert.rejects(withSampler(sample, work), { message: 'cannot read' });
  assert.ok(done);
});
