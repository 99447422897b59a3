import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePace } from './seed-pace.ts';

test('the rate counts the rows of this attempt only, and the time left is that of all that are missing', () => {
  let ms = 0;
  const describe = describePace(10_000_000, 1_000_000, () => ms);
  ms = 2000;
  assert.equal(describe(1_200_000), '1,200,000 of 10,000,000 posts, 100,000 per second, 88 s left');
  ms = 20_000;
  assert.equal(describe(2_000_000), '2,000,000 of 10,000,000 posts, 50,000 per second, 3 min left');
});
