import { responseTimeoutSeconds } from './plan.ts';

/** The most that a curve can show and k6 can aggregate by. */
const maxSlices = 120;

/**
 * The width of a load test's slices: 1 s up to two minutes; beyond, the smallest whole number of
 * seconds that makes at most 120 slices of the planned time (10 minutes: 5 s).
 */
export function secondsPerSlice(plannedSeconds: number): number {
  return Math.max(1, Math.ceil(plannedSeconds / maxSlices));
}

/** The slice, from 0, of an event `sinceStartMs` after the start of the test. */
export function sliceAt(sinceStartMs: number, everySeconds: number): number {
  return Math.max(0, Math.floor(sinceStartMs / 1000 / everySeconds));
}

/** The last slice that can contain a response, plus one for timeouts, which are noticed late. */
export function lastSlice(plannedSeconds: number): number {
  return sliceAt((plannedSeconds + responseTimeoutSeconds) * 1000, secondsPerSlice(plannedSeconds)) + 1;
}
