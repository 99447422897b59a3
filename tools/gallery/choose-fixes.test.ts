// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFixes, shuffled } from './choose-fixes.ts';
import { fixes } from './fixes.ts';

test('GALLERY chooses all fixes, a sample of right and wrong ones, or those with one of several texts in their name', () => {
  assert.equal(chooseFixes(fixes, 'all'), fixes);
  const sample = chooseFixes(fixes, 'sample');
  assert.ok(sample.length < fixes.length && sample.some(({ fails }) => fails) && sample.some(({ fails }) => !fails));
  assert.deepEqual(
    chooseFixes(fixes, 'nulls last, brin').map(({ name }) => name),
    ['a BRIN index', 'an index with NULLS LAST'],
  );
  assert.throws(() => chooseFixes(fixes, 'no such fix'), { code: 'usage' });
});

test('a seed gives the same order each time, another seed another one, and 0 the order of the list', () => {
  const items = Array.from({ length: 60 }, (_, index) => index);
  assert.deepEqual(shuffled(items, 0), items);
  assert.deepEqual(shuffled(items, 7), shuffled(items, 7));
  assert.notDeepEqual(shuffled(items, 7), shuffled(items, 8));
  assert.deepEqual(
    shuffled(items, 7).toSorted((one, other) => one - other),
    items,
  );
});
