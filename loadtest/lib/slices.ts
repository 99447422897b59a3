import { answerTimeoutSeconds } from './answer-timeout.ts';

/** As many as a curve can show and k6 can sum up by. */
const mostSlices = 120;

/**
 * How wide the slices of a load test are, whichever engine makes it: 1 s up to two minutes; beyond, the smallest whole number of
 * seconds that cuts the planned time into no more than 120 (10 minutes: 5 s).
 */
export function secondsPerSlice(plannedSeconds: number): number {
  return Math.max(1, Math.ceil(plannedSeconds / mostSlices));
}

/** The number of the slice, from 0, of something that happened `sinceStartMs` after the start of the test. */
export function sliceAt(sinceStartMs: number, everySeconds: number): number {
  return Math.max(0, Math.floor(sinceStartMs / 1000 / everySeconds));
}

/** The last slice in which an answer can come: one further than the longest wait, as a timeout is noticed a little late. */
export function lastSlice(plannedSeconds: number): number {
  return sliceAt((plannedSeconds + answerTimeoutSeconds) * 1000, secondsPerSlice(plannedSeconds)) + 1;
}
