// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixes } from './fixes.ts';
import { readOptions } from './options.ts';

test('without variables, every fix is judged once on this machine, in the order of docs/verify.md', () => {
  const defaults = { target: 'local', busy: false, record: false, fixes, runs: 1, firstSeed: 0 };
  assert.deepEqual(readOptions([], {}), defaults);
});

test('in a cluster, a sample is judged unless GALLERY says otherwise', () => {
  assert.ok(readOptions([], { TARGET: 'kind' }).fixes.length < fixes.length);
  assert.equal(readOptions([], { TARGET: 'kind', GALLERY: 'all' }).fixes, fixes);
});

test('RUNS and --seed are whole numbers; what was given and what was expected is in the message', () => {
  const { runs, firstSeed } = readOptions(['--seed', '4'], { RUNS: '3' });
  assert.deepEqual([runs, firstSeed], [3, 4]);
  assert.throws(() => readOptions([], { RUNS: '0' }), { code: 'usage', message: /RUNS: .* of at least 1, got "0"/ });
  assert.throws(() => readOptions(['--seed', 'x'], {}), { code: 'usage', message: /--seed: .* got "x"/ });
  assert.throws(() => readOptions(['--fast'], {}), { code: 'usage' });
  assert.throws(() => readOptions([], { TARGET: 'moon' }), { code: 'usage', message: /local, kind, got "moon"/ });
});

test('a run of fixes with a text in their name cannot be recorded', () => {
  assert.throws(() => readOptions(['--record'], { GALLERY: 'brin' }), { code: 'usage' });
  assert.ok(readOptions(['--record'], { GALLERY: 'sample' }).record);
});
