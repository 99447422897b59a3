import type { LoadReport } from './load-report.ts';

export interface LoadPlan {
  users: number;
  durationSeconds: number;
  /** Of all users together; undefined for as many as they can send. */
  ratePerSecond: number | undefined;
  /** In a cluster, the pods that share the load; one when undefined. */
  pods?: number | undefined;
}

export interface LoadProgress {
  requests: number;
  /** Of those, 2xx. */
  succeeded: number;
  secondsLeft: number;
}

export type OnProgress = (progress: LoadProgress) => void;

/** Runs a load test on this machine. */
export interface LoadEngine {
  run(plan: LoadPlan & { url: string }, onProgress: OnProgress, signal: AbortSignal): Promise<LoadReport>;
}
