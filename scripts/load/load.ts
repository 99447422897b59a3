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

/** A kind of failure: the HTTP status and the API's error code; status 0 and the network's own code when nothing was answered. */
export interface LoadError {
  status: number;
  code: string;
  count: number;
}

/** What happened in a slice of a load test, by the moment of the answer. */
export interface SeriesPoint {
  /** When the slice begins, from the start of the test. */
  second: number;
  requests: number;
  failures: LoadError[];
  /** Null where no request was answered. */
  p50Ms: number | null;
  p99Ms: number | null;
}

/** A load test slice by slice; slices in which nothing was answered are left out. */
export interface Series {
  everySeconds: number;
  points: SeriesPoint[];
}

/** Of all answers, the share `share` (0..1) came within `ms`. */
export interface DistributionPoint {
  share: number;
  ms: number;
}

/** What a load test measured, whichever engine made it. Latencies are of all requests that were answered, in milliseconds. */
export interface LoadReport {
  engine: { name: string; version: string };
  startedAt: string;
  /** Measured from the first request to the last answer. */
  durationSeconds: number;
  requests: number;
  failed: number;
  successRate: number;
  requestsPerSecond: number;
  latencyMs: { mean: number; p50: number; p95: number; p99: number; max: number };
  errors: LoadError[];
  series?: Series;
  /** From the quickest to the slowest; absent where nobody was answered, and of several pods, whose quantiles cannot be merged. */
  latencyDistribution?: DistributionPoint[];
}

/** Makes a load test on one machine. */
export interface LoadEngine {
  run(plan: LoadPlan & { url: string }, onProgress: OnProgress, signal: AbortSignal): Promise<LoadReport>;
}
