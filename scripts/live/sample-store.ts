import { namespace } from '../../dashboards/release-labels.ts';
import type { Sample } from '../lib/metrics.ts';

/** An undefined value is Prometheus' stale marker: the series has ended, until its next value. */
export interface TimedSample {
  atMs: number;
  value: number | undefined;
}

/** As in Prometheus, `labels` include `__name__`, `instance`, `job` and `namespace`. */
export interface TimeSeries {
  labels: Readonly<Record<string, string>>;
  samples: TimedSample[];
}

/** Matches the value of a label; '' for a series without that label. */
export interface Matcher {
  label: string;
  matches(value: string): boolean;
}

/** The scrapes of the last seconds. */
export interface SampleStore {
  /**
   * Adds a scrape; `samples` is undefined when it failed. The source's other series have ended.
   * `atMs` must not be before the source's last scrape.
   */
  add(source: string, atMs: number, samples: Sample[] | undefined): void;
  /** The series of a metric, with all samples that are kept. */
  select(name: string, matchers: Matcher[]): TimeSeries[];
}

function seriesLabels(source: string, { name, labels }: Sample): TimeSeries['labels'] {
  // To Prometheus an empty label is the same as none.
  const present = Object.entries(labels).filter(([, value]) => value);
  return { __name__: name, ...Object.fromEntries(present), instance: source, job: source, namespace };
}

/**
 * Keeps the samples of the last `keepSeconds`, and only those of the metrics in `names`: memory
 * does not grow with uptime. A series ends as in Prometheus (its documentation, "Staleness").
 */
export function createSampleStore({ keepSeconds, names }: { keepSeconds: number; names: Set<string> }): SampleStore {
  /** By metric name, then by source and labels. */
  const metrics = new Map([...names].map((name) => [name, new Map<string, TimeSeries>()]));
  let newestMs = Number.NEGATIVE_INFINITY;

  function addSample(source: string, atMs: number, sample: Sample): void {
    const metric = metrics.get(sample.name);
    if (!metric) return;
    const key = JSON.stringify([source, Object.entries(sample.labels).sort()]);
    const series = metric.get(key) ?? { labels: seriesLabels(source, sample), samples: [] };
    series.samples.push({ atMs, value: sample.value });
    metric.set(key, series);
  }

  function markStale(source: string, atMs: number): void {
    for (const metric of metrics.values())
      for (const { labels, samples } of metric.values()) {
        const last = samples.at(-1);
        if (labels.instance === source && last?.atMs !== atMs && last?.value !== undefined)
          samples.push({ atMs, value: undefined });
      }
  }

  function dropOld(): void {
    for (const metric of metrics.values())
      for (const [key, { samples }] of metric) {
        const firstKept = samples.findIndex(({ atMs }) => atMs > newestMs - keepSeconds * 1000);
        if (firstKept === -1) metric.delete(key);
        else samples.splice(0, firstKept);
      }
  }

  return {
    add(source, atMs, samples = []) {
      for (const sample of samples) addSample(source, atMs, sample);
      markStale(source, atMs);
      newestMs = Math.max(newestMs, atMs);
      dropOld();
    },
    select: (name, matchers) =>
      [...(metrics.get(name)?.values() ?? [])].filter(({ labels }) =>
        matchers.every(({ label, matches }) => matches(labels[label] ?? '')),
      ),
  };
}
