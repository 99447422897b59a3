import { dropLabels, type Evaluate, groupByLabels } from './vector.ts';

interface Bucket {
  upperBound: number;
  /** Observations up to the bound: cumulative. */
  count: number;
}

/** Relative differences below this are rounding (promql/quantile.go, smallDeltaTolerance). */
const tolerance = 1e-12;

/**
 * Sums of rates are not exact, and processes are not scraped at once: a count below the one before
 * it, or above it by rounding only, becomes that one (ensureMonotonicAndIgnoreSmallDeltas).
 */
function makeMonotonic(buckets: Bucket[]): Bucket[] {
  let before = buckets[0]?.count ?? 0;
  return buckets.map(({ upperBound, count }) => {
    const isRounding = Math.abs(count - before) / (Math.abs(count) + Math.abs(before)) < tolerance;
    if (!isRounding && !(count < before)) before = count;
    return { upperBound, count: before };
  });
}

/**
 * The value below which the share `rank` (0..1) of the observations lies, interpolated inside its
 * bucket; NaN without observations. In the last bucket, which has no upper bound, it is the lower
 * bound. From promql/quantile.go, BucketQuantile.
 */
function bucketQuantile(rank: number, unsorted: Bucket[]): number {
  const buckets = makeMonotonic(unsorted.toSorted((a, b) => (a.upperBound < b.upperBound ? -1 : 1)));
  const last = buckets.at(-1);
  if (buckets.length < 2 || last?.upperBound !== Number.POSITIVE_INFINITY || last.count === 0) return Number.NaN;

  const wanted = rank * last.count;
  const index = buckets.findIndex(({ count }, at) => count >= wanted || at === buckets.length - 1);
  const { upperBound = 0, count = 0 } = buckets[index] ?? {};
  const below = buckets[index - 1] ?? { upperBound: 0, count: 0 };
  if (index === buckets.length - 1) return below.upperBound;
  if (index === 0 && upperBound <= 0) return upperBound;
  return below.upperBound + (upperBound - below.upperBound) * ((wanted - below.count) / (count - below.count));
}

/** The bound in `le` as Prometheus writes it; NaN for a sample that is not a bucket. */
const parseBound = (le: string | undefined): number => (le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le));

/** A histogram's buckets are the samples that differ in `le` only. */
export function compileHistogramQuantile(rank: number, evaluateBuckets: Evaluate): Evaluate {
  return (store, atMs) => {
    const buckets = evaluateBuckets(store, atMs).filter(({ labels }) => !Number.isNaN(parseBound(labels.le)));
    return groupByLabels(buckets, (labels) => dropLabels(labels, ['le', '__name__'])).map(({ labels, samples }) => ({
      labels,
      value: bucketQuantile(
        rank,
        samples.map((sample) => ({ upperBound: parseBound(sample.labels.le), count: sample.value })),
      ),
    }));
  };
}
