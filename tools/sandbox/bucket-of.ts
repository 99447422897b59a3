import { durationBuckets } from '../../app/src/metrics/http.ts';

/** In which of the histogram's buckets a time falls, counted from 0: a quantile cannot be known any better. */
export function bucketOf(seconds: number): number {
  const index = durationBuckets.findIndex((upperBound) => seconds <= upperBound);
  return index === -1 ? durationBuckets.length : index;
}
