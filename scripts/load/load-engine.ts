import type { LoadReport } from './load-report.ts';

export interface LoadPlan {
  users: number;
  durationSeconds: number;
  /** The total of all users; undefined if they send as many as they can. */
  ratePerSecond: number | undefined;
  /** In a cluster, the number of pods that share the load; one if undefined. */
  pods?: number | undefined;
}

export interface LoadProgress {
  requests: number;
  /** Requests with a 2xx response. */
  succeeded: number;
  secondsLeft: number;
}

export type OnProgress = (progress: LoadProgress) => void;

/** Runs a load test on this machine. */
export interface LoadEngine {
  run(plan: LoadPlan & { url: string }, onProgress: OnProgress, signal: AbortSignal): Promise<LoadReport>;
}
