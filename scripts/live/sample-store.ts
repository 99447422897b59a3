import type { Sample } from '../lib/metrics.ts';

/** A value at a time; undefined is Prometheus' stale marker: from here on the series is gone, until it comes again. */
export interface Point {
  atMs: number;
  value: number | undefined;
}

/** `labels` hold the metric's name as `__name__` and the source as `instance` and `job`, as Prometheus has them. */
export interface Series {
  labels: Readonly<Record<string, string>>;
  points: Point[];
}

/** A series without the label has '' for its value. */
export interface Matcher {
  label: string;
  matches(value: string): boolean;
}

/** Scrapes of the last seconds. Times of one source only grow. */
export interface SampleStore {
  /** One scrape. A series of the same source that is not among the samples has ended. */
  add(source: string, atMs: number, samples: Sample[]): void;
  /** A scrape that got no answer: all series of the source have ended. */
  fail(source: string, atMs: number): void;
  /** The series of a metric, with all points that are kept. */
  select(name: string, matchers: Matcher[]): Series[];
  /** How many points are kept in all. */
  size(): number;
}

/** To Prometheus a label that is empty is not there. */
function seriesLabels(source: string, name: string, labels: Sample['labels']): Series['labels'] {
  const present = Object.entries(labels).filter(([, value]) => value);
  return { __name__: name, ...Object.fromEntries(present), instance: source, job: source };
}

/**
 * Keeps the points of the last `keepSeconds`, and only those of `names`, so that its size does not depend on how long the lab runs.
 * What ends is marked as Prometheus does at a scrape (Prometheus documentation, "Staleness").
 */
export function createSampleStore({ keepSeconds, names }: { keepSeconds: number; names: Set<string> }): SampleStore {
  /** By name, then by source and labels. */
  const metrics = new Map([...names].map((name) => [name, new Map<string, Series>()]));
  let newestMs = Number.NEGATIVE_INFINITY;

  function write(source: string, atMs: number, samples: Sample[]): void {
    for (const { name, labels, value } of samples) {
      const metric = metrics.get(name);
      if (!metric) continue;
      const key = JSON.stringify([source, Object.entries(labels).sort()]);
      const series = metric.get(key) ?? { labels: seriesLabels(source, name, labels), points: [] };
      series.points.push({ atMs, value });
      metric.set(key, series);
    }
    endMissing(source, atMs);
    newestMs = Math.max(newestMs, atMs);
    forgetOld();
  }

  function endMissing(source: string, atMs: number): void {
    for (const metric of metrics.values())
      for (const { labels, points } of metric.values()) {
        const last = points.at(-1);
        if (labels.instance === source && last?.atMs !== atMs && last?.value !== undefined)
          points.push({ atMs, value: undefined });
      }
  }

  function forgetOld(): void {
    for (const metric of metrics.values())
      for (const [key, { points }] of metric) {
        const firstKept = points.findIndex(({ atMs }) => atMs > newestMs - keepSeconds * 1000);
        if (firstKept === -1) metric.delete(key);
        else points.splice(0, firstKept);
      }
  }

  return {
    add: write,
    fail: (source, atMs) => write(source, atMs, []),
    select: (name, matchers) =>
      [...(metrics.get(name)?.values() ?? [])].filter(({ labels }) =>
        matchers.every(({ label, matches }) => matches(labels[label] ?? '')),
      ),
    size() {
      const series = [...metrics.values()].flatMap((metric) => [...metric.values()]);
      return series.reduce((sum, { points }) => sum + points.length, 0);
    },
  };
}
