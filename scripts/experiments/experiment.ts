import { z } from 'zod';
import type { Report } from '../lib/report.ts';
import type { ThrowawayServer } from '../targets/local/throwaway-server.ts';

/** One measured case. Names have their unit; null where nothing could be measured. */
export const experimentRowSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]));
export type ExperimentRow = z.infer<typeof experimentRowSchema>;

export interface ExperimentContext {
  /** The experiment's own, at migration 1 with the default seed. */
  server: ThrowawayServer;
  report: Report;
  /** Aborts at Ctrl-C. */
  signal: AbortSignal;
  /** 1 for a full run; less for a quick one, which only shows that an experiment works. */
  scale: number;
  /** Whether `--large` was given, which only experiments with `large` accept. */
  large?: boolean;
}

export interface ExperimentResult {
  /** The default when absent; null where rows differ in it, and have it themselves. */
  posts?: number | null;
  scramIterations?: number | null;
  rows: ExperimentRow[];
  tables?: Record<string, ExperimentRow[]>;
  texts?: Record<string, string[]>;
}

/** A question answered by measuring. */
interface Question {
  name: string;
  question: string;
  method: string;
  /** The duration of a full run, in words. */
  takes: string;
  /** What `--large` adds, and what that needs. */
  large?: string;
}

/** On servers of its own: the learner's lab is not used. */
export interface Experiment extends Question {
  run(context: ExperimentContext): Promise<ExperimentResult>;
}

export type ClusterContext = Omit<ExperimentContext, 'server'>;

/** In the lab's cluster, which has to be running. */
export interface ClusterExperiment extends Question {
  runInCluster(context: ClusterContext): Promise<ExperimentResult>;
}

export type AnyExperiment = Experiment | ClusterExperiment;

export function scaledSeconds({ scale }: Pick<ExperimentContext, 'scale'>, seconds: number): number {
  return Math.max(0.5, Math.round(seconds * scale * 10) / 10);
}

export function scaledCount({ scale }: Pick<ExperimentContext, 'scale'>, count: number): number {
  return Math.max(1, Math.round(count * scale));
}
