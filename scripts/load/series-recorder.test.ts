import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeriesRecorder } from './series-recorder.ts';

const refused = { status: 0, code: 'connection_refused' };
const busy = { status: 503, code: 'connection_timeout' };

test('each outcome is in the slice it arrives in, and slices without any are left out', () => {
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
