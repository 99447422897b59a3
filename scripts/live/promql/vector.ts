import type { SampleStore } from '../sample-store.ts';

export type Labels = Readonly<Record<string, string>>;

/** One series' value at the time asked for; a metric's name is the label `__name__`, where it is still one. */
export interface VectorSample {
  labels: Labels;
  value: number;
}

/** An expression, ready to be asked again and again. */
export type Evaluate = (store: SampleStore, atMs: number) => VectorSample[];

/** A label that is not there, and one that is empty, are the same to Prometheus. */
export function keepLabels(labels: Labels, names: string[]): Labels {
  return Object.fromEntries(names.flatMap((name) => (labels[name] ? [[name, labels[name]]] : [])));
}

export function dropLabels(labels: Labels, names: string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name, value]) => value && !names.includes(name)));
}

/** What a function or arithmetic makes of a metric is no longer that metric. */
export const dropName = (labels: Labels): Labels => dropLabels(labels, ['__name__']);

/** The same text for the same labels, whatever their order. */
export const labelsKey = (labels: Labels): string => JSON.stringify(Object.entries(labels).sort());

/** A number stays a number wherever it stands, so it is computed once; all else is asked of the store. */
export type Compiled = { scalar: number } | { vector: Evaluate };
