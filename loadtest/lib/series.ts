import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { type Failure, knownFailures } from './failures.ts';
import { readPlan } from './plan.ts';
import { lastSlice, secondsPerSlice, sliceAt } from './slices.ts';

const { durationSeconds } = readPlan(__ENV);
export const everySeconds = secondsPerSlice(durationSeconds);
export const slices = Array.from({ length: lastSlice(durationSeconds) + 1 }, (_, slice) => slice);

// Users share no memory in k6, so it is k6 that sums up by slice, as it sums up by tag what a threshold names. These metrics are
// their own: a slice as a tag of lab_failed or lab_answer_time would split the series that Prometheus has of those. And there is
// one for each kind of failure, not one in all: k6 compares each sample with every threshold of its metric, which are here as many
// as there are slices, and would be ten times as many.
const answerTime = new Trend('lab_slice_answer_time', true);
const failureCounters = new Map(knownFailures.map((failure) => [failure, new Counter(failureName(failure))]));

function failureName([status, code]: Failure): string {
  return `lab_slice_failed_${status}_${code}`;
}

/** The metric's name for how long answers in a slice took, as k6 writes a metric with tags. */
export function answerTimeMetric(slice: number): string {
  return `lab_slice_answer_time{slice:${slice}}`;
}

/** The same for failures of one kind in a slice. */
export function sliceFailureMetric(failure: Failure, slice: number): string {
  return `${failureName(failure)}{slice:${slice}}`;
}

/** What makes k6 sum up by slice. Always met. */
export function seriesThresholds(): Record<string, string[]> {
  return Object.fromEntries(
    slices.flatMap((slice) => [
      [answerTimeMetric(slice), ['max>=0']],
      ...knownFailures.map((failure) => [sliceFailureMetric(failure, slice), ['count>=0']]),
    ]),
  );
}

// Each user looks up the slice once for as long as it lasts: k6 makes a whole new object of `exec.scenario` each time.
let endsAtMs = 0;
let tags = { slice: '0' };

function openSlice(nowMs: number): void {
  const startedAtMs = exec.scenario.startTime;
  const slice = Math.min(sliceAt(nowMs - startedAtMs, everySeconds), slices.length - 1);
  endsAtMs = startedAtMs + (slice + 1) * everySeconds * 1000;
  tags = { slice: String(slice) };
}

/** Counts an outcome in the slice of this moment. `answeredMs` is how long the answer took, undefined when there was none. */
export function recordInSlice(answeredMs: number | undefined, failure: Failure | undefined): void {
  const nowMs = Date.now();
  if (nowMs >= endsAtMs) openSlice(nowMs);
  if (answeredMs !== undefined) answerTime.add(answeredMs, tags);
  if (failure) failureCounters.get(failure)?.add(1, tags);
}
