import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from '../lib/metrics.ts';
import { createSampleStore } from './sample-store.ts';

const sample = (value: number, labels: Record<string, string> = {}, name = 'c'): Sample => ({ name, labels, value });
const create = (keepSeconds = 60) => createSampleStore({ keepSeconds, names: new Set(['c']) });

/** The last value of each series; undefined for one that has ended. */
const newest = (store: ReturnType<typeof create>) =>
  store.select('c', []).map(({ labels, points }) => [labels.instance, labels.a, points.at(-1)?.value]);

test('a series that the newest scrape does not have has ended; the others go on', () => {
  const store = create();
  store.add('api', 1000, [sample(1, { a: 'x' }), sample(2, { a: 'y' })]);
  store.add('api', 2000, [sample(3, { a: 'y' })]);
  assert.deepEqual(newest(store), [
    ['api', 'x', undefined],
    ['api', 'y', 3],
  ]);
});

test('a scrape that fails ends what that source had, and nothing of another', () => {
  const store = create();
  store.add('api', 1000, [sample(1)]);
  store.add('database', 1000, [sample(2)]);
  store.fail('api', 2000);
  assert.deepEqual(newest(store), [
    ['api', undefined, undefined],
    ['database', undefined, 2],
  ]);
});

test('an end is noted once, however long a source is silent, and the series can come again', () => {
  const store = create();
  store.add('api', 1000, [sample(1)]);
  for (const atMs of [2000, 3000, 4000]) store.fail('api', atMs);
  assert.equal(store.size(), 2);
  store.add('api', 5000, [sample(1)]);
  assert.deepEqual(newest(store), [['api', undefined, 1]]);
});

test('two sources with the same series are told apart by instance and job', () => {
  const store = create();
  store.add('api', 1000, [sample(1)]);
  store.add('database', 1000, [sample(2)]);
  for (const label of ['instance', 'job'])
    assert.equal(store.select('c', [{ label, matches: (value) => value === 'database' }]).length, 1);
});

test('labels can come in any order, and an empty one is none', () => {
  const store = create();
  store.add('api', 1000, [sample(1, { a: 'x', b: '' })]);
  store.add('api', 2000, [sample(2, { b: '', a: 'x' })]);
  const [series, ...more] = store.select('c', []);
  assert.equal(more.length, 0);
  assert.deepEqual(series?.labels, { __name__: 'c', a: 'x', instance: 'api', job: 'api' });
  assert.equal(series?.points.length, 2);
});

test('memory stays flat: after an hour of scrapes only the last seconds of what is asked for are kept', () => {
  const store = create(4);
  for (let second = 0; second < 3600; second++) {
    // A label with a new value each minute, as a process id would be, and a metric that nobody wants.
    const samples = [sample(second, { a: String(Math.floor(second / 60)) }), sample(second, {}, 'unwanted')];
    store.add('api', second * 1000, samples);
    store.fail('database', second * 1000);
    assert.ok(store.size() <= 5, `${store.size()} points after ${second} s`);
  }
  assert.deepEqual(newest(store), [['api', '59', 3599]]);
  assert.deepEqual(store.select('unwanted', []), []);
});

test('a source that is no longer scraped is forgotten while others go on', () => {
  const store = create(4);
  store.add('api', 1000, [sample(1)]);
  store.add('database', 4000, [sample(2)]);
  assert.equal(store.select('c', []).length, 2);
  store.add('database', 5000, [sample(2)]);
  assert.deepEqual(newest(store), [['database', undefined, 2]]);
});
