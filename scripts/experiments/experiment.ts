import type { Report } from '../lib/report.ts';
import type { Row } from './row.ts';

export interface ExperimentContext {
  report: Report;
  /** Ends at Ctrl-C. */
  signal: AbortSignal;
  /** 1 for a run that counts; less to see in a short time that an experiment works. */
  scale: number;
}

/** What an experiment found. */
export interface Findings {
  /** Null where the rows differ in it, and say it themselves. */
  posts: number | null;
  scramIterations: number | null;
  rows: Row[];
  tables?: Record<string, Row[]>;
  texts?: Record<string, string[]>;
}

/** A question that is answered by measuring, on a server and an API of its own: the learner's lab is left alone. */
export interface Experiment {
  name: string;
  question: string;
  method: string;
  /** How long it takes in full. */
  takes: string;
  run(context: ExperimentContext): Promise<Findings>;
}

/** A duration, as the scale wants it. */
export function secondsOf({ scale }: ExperimentContext, seconds: number): number {
  return Math.max(0.5, seconds * scale);
}

/** A number of repetitions, as the scale wants it. */
export function timesOf({ scale }: ExperimentContext, times: number): number {
  return Math.max(1, Math.round(times * scale));
}
