// Shares a process.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { oneSecondCache } from './one-second-cache.ts';

/** A cache of values that the test supplies, and the number of reads so far. */
function openCache() {
  const reads: { resolve(value: string): void; reject(error: Error): void }[] = [];
  const get = oneSecondCache(
    () =>
      new Promise<string>((resolve, reject) => {
        reads.push({ resolve, reject });
      }),
  );
  return { get, reads };
}

test('all who ask while the value is being read share one read', async () => {
  const { get, reads } = openCache();
  const answers = Promise.all([get(), get(), get()]);
  assert.equal(reads.length, 1);
  reads[0]?.resolve('a feed');
  assert.deepEqual(await answers, ['a feed', 'a feed', 'a feed']);
});

test('a value is kept for a second from the start of its read', async () => {
  const now = mock.method(performance, 'now', () => 0);
  try {
    const { get, reads } = openCache();
    const first = get();
    now.mock.mockImplementation(() => 900);
    reads[0]?.resolve('old');
    assert.equal(await first, 'old');
    now.mock.mockImplementation(() => 999);
    assert.equal(await get(), 'old');
    now.mock.mockImplementation(() => 1000);
    const second = get();
    assert.equal(reads.length, 2);
    reads[1]?.resolve('new');
    assert.equal(await second, 'new');
  } finally {
    now.mock.restore();
  }
});

test('a failed read is reported to all who waited for it, and tried again by the next', async () => {
  const { get, reads } = openCache();
  const answers = Promise.allSettled([get(), get()]);
  reads[0]?.reject(new Error('the database is down'));
  assert.deepEqual(
    (await answers).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  const next = get();
  reads[1]?.resolve('a feed');
  assert.equal(await next, 'a feed');
});
