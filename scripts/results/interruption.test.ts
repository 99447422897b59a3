// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResult } from '../../tools/sandbox/example-result.ts';
import { compareRuns } from './comparison.ts';
import { comparisonWarnings } from './conditions.ts';
import { type ExpectedLoad, interruptionOf as interruptionOfLoad } from './interruption.ts';
import { resultSchema } from './result.ts';
import { describeResult } from './result-text.ts';
import { formatResultsTable } from './results-table.ts';

/** A series with outcomes in these seconds. */
const seriesWith = (seconds: number[], everySeconds = 1) => ({
  everySeconds,
  points: seconds.map((second) => ({ second, requests: 9, failures: [], p50Ms: 1, p99Ms: 2 })),
});

const fastLoad: ExpectedLoad = { plannedSeconds: 90, p50Ms: 400 };
const interruptionOf = (
  pauses: Parameters<typeof interruptionOfLoad>[0],
  series: Parameters<typeof interruptionOfLoad>[1],
  expected = fastLoad,
) => interruptionOfLoad(pauses, series, expected);

const own = (seconds: number[]) => ({ ownSeconds: seconds, silentSeconds: [] });
const silent = (seconds: number[]) => ({ ownSeconds: [], silentSeconds: seconds });

test('a pause is an interruption if the load paused, too', () => {
  assert.deepEqual(interruptionOf(own([9.1]), seriesWith([0, 1, 10, 11])), { pausedSeconds: 9.1 });
  assert.deepEqual(interruptionOf(own([5, 2.5]), seriesWith([5, 6, 9])), { pausedSeconds: 7.5 });
  assert.deepEqual(interruptionOf(own([9.1]), undefined), { pausedSeconds: 9.1 });
});

test("slow responses without a pause are not an interruption, nor is a laptop's sleep while the cluster keeps working", () => {
  assert.equal(interruptionOf(own([]), seriesWith([0, 10])), undefined);
  assert.equal(interruptionOf(own([9.1]), seriesWith([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])), undefined);
  assert.equal(interruptionOf(own([60]), seriesWith([0, 30, 60, 90], 30)), undefined);
});

test('missing progress is an interruption only if the series has a gap', () => {
  assert.deepEqual(interruptionOf(silent([4.2]), seriesWith([0, 1, 2, 3, 8, 9])), { pausedSeconds: 4.2 });
  assert.equal(interruptionOf(silent([4.2]), seriesWith([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])), undefined);
  assert.equal(interruptionOf(silent([4.2]), seriesWith([0, 5, 10, 15], 5)), undefined);
  assert.equal(interruptionOf(silent([4.2]), undefined), undefined);
});

test('a gap that slow responses leave does not confirm a pause: all users wait, or only the last ones still do', () => {
  const slow = { plannedSeconds: 20, p50Ms: 2200 };
  const waits = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 30];
  for (const pauses of [own([3.5]), silent([3.5])]) {
    assert.equal(interruptionOf(pauses, seriesWith(waits), slow), undefined);
    assert.deepEqual(interruptionOf(pauses, seriesWith([2, 4, 6, 11, 13, 15]), slow), { pausedSeconds: 3.5 });
  }
});

test('an interrupted result is marked wherever it is shown', () => {
  const interrupted = resultSchema.parse(exampleResult('pooled', { interruption: { pausedSeconds: 9.04 } }));
  assert.match(describeResult(interrupted), /Interrupted: the load test was paused for 9\.0 s/);
  assert.match(formatResultsTable({ pooled: interrupted }), /After fix 1 \(pooling\), interrupted/);
  assert.deepEqual(comparisonWarnings({ pooled: interrupted }), [
    'Do not compare pooled: its load test was paused for 9.0 s. Run it again.',
  ]);
});

test('runs from elsewhere are compared with the newest run here that was not interrupted', () => {
  const own = [exampleResult('pooled'), exampleResult('pooled', { interruption: { pausedSeconds: 9 } })];
  const theirs = [exampleResult('pooled', { posts: 20_000 })];
  const { places } = compareRuns(own, theirs);
  assert.deepEqual(
    places.map(({ place }) => place.includes('paused')),
    [false, false],
  );
});
