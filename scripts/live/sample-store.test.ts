import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from '../lib/metrics.ts';
import { createSampleStore } from './sample-store.ts';

const sample = (value: number, labels: Record<string, string> = {}, name = 'c'): Sample => ({ name, labels, value });
const create = (keepSeconds = 60) => createSampleStore({ keepSeconds, names: new Set(['c']) });

/** The last value of each series; undefined for one that has ended. */
const newest = (store: ReturnType<typeof create>) =>
  store.select('c', []).map(({ labels, samples }) => [labels.instance, labels.a, samples.at(-1)?.value]);

const countSamples = (store: ReturnType<typeof create>) =>
  store.select('c', []).reduce((count, { samples }) => count + samples.length, 0);

test('a series that is missing from a scrape has ended, and the others have not', () => {
  const store = create();
  store.add('api', 1000, [sample(1, { a: 'x' }), sample(2, { a: 'y' })]);
  store.add('api', 2000, [sample(3, { a: 'y' })]);
  assert.deepEqual(newest(store), [
    ['api', 'x', undefined],
    ['api', 'y', 3],
  ]);
});

test('a failed scrape ends the series of its source, and of no other', () => {
  const store = create();
  store.add('api', 1000, [sample(1)]);
  store.add('database', 1000, [sample(2)]);
  store.add('api', 2000, undefined);
  assert.deepEqual(newest(store), [
    ['api', undefined, undefined],
    ['database', undefined, 2],
  ]);
});

test('a series is marked stale once, however many scrapes fail, and can return', () => {
  const store = create();
  store.add('api', 1000, [sample(1)]);
  for (const atMs of [2000, 3000, 4000]) store.add('api', atMs, undefined);
  assert.equal(countSamples(store), 2);
  store.add('api', 5000, [sample(1)]);
  assert.deepEqual(newest(store), [['api', undefined, 1]]);
});

test('labels can come in any order, and an empty label counts as missing', () => {
  const store = create();
  store.add('api', 1000, [sample(1, { a: 'x', b: '' })]);
  store.add('api', 2000, [sample(2, { b: '', a: 'x' })]);
  const [series, ...more] = store.select('c', []);
  assert.equal(more.length, 0);
  assert.deepEqual(series?.labels, { __name__: 'c', a: 'x', instance: 'api', job: 'api', namespace: 'feed-lab' });
  assert.equal(series?.samples.length, 2);
});

test('after an hour of scrapes, only the last seconds of the wanted metrics are in memory', () => {
  const store = create(4);
  for (let second = 0; second < 3600; second++) {
    // A label with a new value each minute, such as a process id, and a metric that no panel uses.
    const samples = [sample(second, { a: String(Math.floor(second / 60)) }), sample(second, {}, 'unwanted')];
    store.add('api', second * 1000, samples);
    store.add('database', second * 1000, undefined);
    assert.ok(countSamples(store) <= 5, `${countSamples(store)} samples after ${second} s`);
  }
  assert.deepEqual(newest(store), [['api', '59', 3599]]);
  assert.deepEqual(store.select('unwanted', []), []);
});

test('a source that is no longer scraped is dropped while others continue', () => {
  const store = create(4);
  store.add('api', 1000, [sample(1)]);
  store.add('database', 4000, [sample(2)]);
  assert.equal(store.select('c', []).length, 2);
  store.add('database', 5000, [sample(2)]);
  assert.deepEqual(newest(store), [['database', undefined, 2]]);
});
