import type { SampleStore } from '../sample-store.ts';

export type Labels = Readonly<Record<string, string>>;

/** The value of one series at one time. The metric's name is the label `__name__`. */
export interface VectorSample {
  labels: Labels;
  value: number;
}

/** A compiled expression. `atMs` must not be before the newest scrape in the store. */
export type Evaluate = (store: SampleStore, atMs: number) => VectorSample[];

/** To Prometheus an empty label is the same as none. */
export function keepLabels(labels: Labels, names: string[]): Labels {
  return Object.fromEntries(names.flatMap((name) => (labels[name] ? [[name, labels[name]]] : [])));
}

export function dropLabels(labels: Labels, names: string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name, value]) => value && !names.includes(name)));
}

/** The result of a function or of arithmetic has no metric name. */
export const dropName = (labels: Labels): Labels => dropLabels(labels, ['__name__']);

/** The same text for the same labels, in any order. */
export const labelsKey = (labels: Labels): string => JSON.stringify(Object.entries(labels).sort());

/** Groups samples by what `groupLabels` leaves of their labels. */
export function groupByLabels(
  samples: VectorSample[],
  groupLabels: (labels: Labels) => Labels,
): { labels: Labels; samples: VectorSample[] }[] {
  const groups = new Map<string, { labels: Labels; samples: VectorSample[] }>();
  for (const sample of samples) {
    const labels = groupLabels(sample.labels);
    const key = labelsKey(labels);
    const group = groups.get(key) ?? { labels, samples: [] };
    group.samples.push(sample);
    groups.set(key, group);
  }
  return [...groups.values()];
}
