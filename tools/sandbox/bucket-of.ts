import { durationBuckets } from '../../app/src/metrics/http.ts';

/** The histogram bucket of a duration, from 0: the best precision that a quantile can have. */
export function bucketOf(seconds: number): number {
  const index = durationBuckets.findIndex((upperBound) => seconds <= upperBound);
  return index === -1 ? durationBuckets.length : index;
}
