import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastSlice, secondsPerSlice, sliceAt } from '../../loadtest/lib/slices.ts';
import { SeriesRecorder } from './series-recorder.ts';

const refused = { status: 0, code: 'connection_refused' };
const busy = { status: 503, code: 'connection_timeout' };

test('each outcome is counted in the slice in which it arrives, and empty slices are left out', () => {
  const recorder = new SeriesRecorder(30);
  recorder.record(0, 10, undefined);
  recorder.record(999, 2, busy);
  recorder.record(1000, undefined, refused);
  recorder.record(1999, undefined, refused);
  recorder.record(31_500, 30, undefined);
  assert.deepEqual(recorder.series(), {
    everySeconds: 1,
    points: [
      { second: 0, requests: 2, failures: [{ ...busy, count: 1 }], p50Ms: 2, p99Ms: 10 },
      { second: 1, requests: 2, failures: [{ ...refused, count: 2 }], p50Ms: null, p99Ms: null },
      { second: 31, requests: 1, failures: [], p50Ms: 30, p99Ms: 30 },
    ],
  });
});

test('a long test has wide slices, and a clock that is set back does not reopen one', () => {
  const recorder = new SeriesRecorder(600);
  recorder.record(4999, 1, undefined);
  recorder.record(5000, 1, undefined);
  recorder.record(4000, 1, undefined);
  const { everySeconds, points } = recorder.series();
  assert.equal(everySeconds, 5);
  assert.deepEqual(
    points.map(({ second, requests }) => [second, requests]),
    [
      [0, 1],
      [5, 2],
    ],
  );
});

test('a slice is one second up to two minutes, then as wide as needed for at most 120', () => {
  assert.deepEqual([1, 30, 120].map(secondsPerSlice), [1, 1, 1]);
  assert.deepEqual([121, 240, 241, 600, 3600].map(secondsPerSlice), [2, 2, 3, 5, 30]);
});

test('a response belongs to the slice in which it arrives, even after the planned end', () => {
  assert.deepEqual(
    [-3, 0, 999, 1000, 30_500].map((sinceStartMs) => sliceAt(sinceStartMs, 1)),
    [0, 0, 0, 1, 30],
  );
  assert.equal(sliceAt(599_999, 5), 119);
  // A timeout occurs after 30 s, and is noticed a little later.
  for (const plannedSeconds of [1, 30, 600, 3600])
    assert.ok(sliceAt((plannedSeconds + 30.9) * 1000, secondsPerSlice(plannedSeconds)) <= lastSlice(plannedSeconds));
});
