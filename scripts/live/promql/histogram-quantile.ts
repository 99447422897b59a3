import { dropLabels, type Evaluate, type Labels, labelsKey, type VectorSample } from './vector.ts';

interface Bucket {
  upperBound: number;
  /** Observations up to the bound, so it grows from bucket to bucket. */
  count: number;
}

/** Differences that are smaller, relative to the counts, are rounding (promql/quantile.go, smallDeltaTolerance). */
const tolerance = 1e-12;

/** Sums of rates are not exact, and scrapes not simultaneous: a count below the one before it becomes that one (ensureMonotonicAndIgnoreSmallDeltas). */
function makeMonotonic(buckets: Bucket[]): Bucket[] {
  let before = buckets[0]?.count ?? 0;
  return buckets.map(({ upperBound, count }) => {
    const isRounding = Math.abs(count - before) / (Math.abs(count) + Math.abs(before)) < tolerance;
    if (!isRounding && !(count < before)) before = count;
    return { upperBound, count: before };
  });
}

function mergeSameBounds(buckets: Bucket[]): Bucket[] {
  const merged: Bucket[] = [];
  for (const bucket of buckets) {
    const last = merged.at(-1);
    if (last?.upperBound === bucket.upperBound) last.count += bucket.count;
    else merged.push({ ...bucket });
  }
  return merged;
}

/**
 * The value that the share `rank` (0..1) of the observations stays below, as if they were spread evenly inside a bucket; NaN without
 * observations. In the last bucket, which has no end, it is where that begins. From promql/quantile.go, BucketQuantile.
 */
function bucketQuantile(rank: number, unsorted: Bucket[]): number {
  if (Number.isNaN(rank)) return Number.NaN;
  if (rank < 0) return Number.NEGATIVE_INFINITY;
  if (rank > 1) return Number.POSITIVE_INFINITY;
  const buckets = makeMonotonic(mergeSameBounds(unsorted.toSorted((a, b) => a.upperBound - b.upperBound || 0)));
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

/** Numbers as Prometheus writes them in `le`; undefined for a sample that is no bucket. */
function readBound(text = ''): number | undefined {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}

/** Gathers the buckets of each histogram: the samples that differ in `le` only. */
export function compileHistogramQuantile(rank: number, evaluateBuckets: Evaluate): Evaluate {
  return (store, atMs) => {
    const histograms = new Map<string, { labels: Labels; buckets: Bucket[] }>();
    for (const { labels, value } of evaluateBuckets(store, atMs)) {
      const upperBound = readBound(labels.le);
      if (upperBound === undefined) continue;
      const rest = dropLabels(labels, ['le']);
      const key = labelsKey(rest);
      const histogram = histograms.get(key) ?? { labels: dropLabels(rest, ['__name__']), buckets: [] };
      histogram.buckets.push({ upperBound, count: value });
      histograms.set(key, histogram);
    }
    return [...histograms.values()].map(
      ({ labels, buckets }): VectorSample => ({ labels, value: bucketQuantile(rank, buckets) }),
    );
  };
}
