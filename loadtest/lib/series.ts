import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { type Failure, knownFailures } from './failures.ts';
import { readPlan } from './plan.ts';
import { lastSlice, secondsPerSlice, sliceAt } from './slices.ts';

const { durationSeconds } = readPlan(__ENV);
export const everySeconds = secondsPerSlice(durationSeconds);
export const slices = Array.from({ length: lastSlice(durationSeconds) + 1 }, (_, slice) => slice);

// k6's virtual users share no memory, so that only k6 can aggregate by slice, as it does for every
// tag that a threshold names. These are metrics of their own: a slice tag on lab_failed or
// lab_answer_time would split their series in Prometheus. Each kind of failure has its own metric,
// because k6 compares each sample with every threshold of its metric: one per slice.
const answerTime = new Trend('lab_slice_answer_time', true);
const failureCounters = new Map(knownFailures.map((failure) => [failure, new Counter(failureName(failure))]));

function failureName([status, code]: Failure): string {
  return `lab_slice_failed_${status}_${code}`;
}

/** The name of a slice's latency, in k6's notation for a metric with tags. */
export function answerTimeMetric(slice: number): string {
  return `lab_slice_answer_time{slice:${slice}}`;
}

/** The same for failures of one kind. */
export function sliceFailureMetric(failure: Failure, slice: number): string {
  return `${failureName(failure)}{slice:${slice}}`;
}

/** Makes k6 aggregate by slice. Always met. */
export function seriesThresholds(): Record<string, string[]> {
  return Object.fromEntries(
    slices.flatMap((slice) => [
      [answerTimeMetric(slice), ['max>=0']],
      ...knownFailures.map((failure) => [sliceFailureMetric(failure, slice), ['count>=0']]),
    ]),
  );
}

// Kept until the slice ends: each access to `exec.scenario` makes k6 create a new object.
let endsAtMs = 0;
let tags = { slice: '0' };

function openSlice(nowMs: number): void {
  const startedAtMs = exec.scenario.startTime;
  const slice = Math.min(sliceAt(nowMs - startedAtMs, everySeconds), slices.length - 1);
  endsAtMs = startedAtMs + (slice + 1) * everySeconds * 1000;
  tags = { slice: String(slice) };
}

/** Counts an outcome in the present slice. `answeredMs` is undefined without an answer. */
export function recordInSlice(answeredMs: number | undefined, failure: Failure | undefined): void {
  const nowMs = Date.now();
  if (nowMs >= endsAtMs) openSlice(nowMs);
  if (answeredMs !== undefined) answerTime.add(answeredMs, tags);
  if (failure) failureCounters.get(failure)?.add(1, tags);
}
