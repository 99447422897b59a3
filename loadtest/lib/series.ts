import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { type Failure, knownFailures } from './failures.ts';
import { readPlan } from './plan.ts';
import { lastSlice, secondsPerSlice, sliceAt } from './slices.ts';

const { durationSeconds } = readPlan(__ENV);
export const everySeconds = secondsPerSlice(durationSeconds);
export const slices = Array.from({ length: lastSlice(durationSeconds) + 1 }, (_, slice) => slice);

// k6's virtual users share no memory, so only k6 itself can aggregate by slice, as it does for
// every tag that a threshold names. These are metrics of their own: a slice tag on lab_failed or
// lab_answer_time would split their series in Prometheus. Each kind of failure has its own metric,
// because k6 compares each sample with every threshold of its metric: one per slice.
const responseTime = new Trend('lab_slice_answer_time', true);
const failureCounters = new Map(knownFailures.map((failure) => [failure, new Counter(failureName(failure))]));

function failureName([status, code]: Failure): string {
  return `lab_slice_failed_${status}_${code}`;
}

/** The name of a slice's latency, in k6's notation for a metric with tags. */
export function responseTimeMetric(slice: number): string {
  return `lab_slice_answer_time{slice:${slice}}`;
}

/** The same for failures of one kind. */
export function sliceFailureMetric(failure: Failure, slice: number): string {
  return `${failureName(failure)}{slice:${slice}}`;
}

/** Thresholds that are always met: they only make k6 aggregate by slice. */
export function seriesThresholds(): Record<string, string[]> {
  return Object.fromEntries(
    slices.flatMap((slice) => [
      [responseTimeMetric(slice), ['max>=0']],
      ...knownFailures.map((failure) => [sliceFailureMetric(failure, slice), ['count>=0']]),
    ]),
  );
}

// Kept until the slice ends: each access to `exec.scenario` makes k6 create a new object.
let endsAtMs = 0;
let tags = { slice: '0' };

function startSlice(nowMs: number): void {
  const startedAtMs = exec.scenario.startTime;
  const slice = Math.min(sliceAt(nowMs - startedAtMs, everySeconds), slices.length - 1);
  endsAtMs = startedAtMs + (slice + 1) * everySeconds * 1000;
  tags = { slice: String(slice) };
}

/** Counts an outcome in the current slice. `latencyMs` is undefined if there was no response. */
export function recordInSlice(latencyMs: number | undefined, failure: Failure | undefined): void {
  const nowMs = Date.now();
  if (nowMs >= endsAtMs) startSlice(nowMs);
  if (latencyMs !== undefined) responseTime.add(latencyMs, tags);
  if (failure) failureCounters.get(failure)?.add(1, tags);
}
