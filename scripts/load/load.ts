import type { LoadReport } from './load-report.ts';

/** What a load test shall do. */
export interface LoadPlan {
  users: number;
  durationSeconds: number;
  /** All users together; undefined for as many as they get. */
  ratePerSecond: number | undefined;
  /** How many pods make it together, in a cluster; one when undefined. */
  pods?: number | undefined;
}

/** Where a load test is. */
export interface LoadProgress {
  requests: number;
  /** Of those, 2xx. */
  succeeded: number;
  secondsLeft: number;
}

export type OnProgress = (progress: LoadProgress) => void;

/** Makes a load test on one machine. */
export interface LoadEngine {
  run(plan: LoadPlan & { url: string }, onProgress: OnProgress, signal: AbortSignal): Promise<LoadReport>;
}
