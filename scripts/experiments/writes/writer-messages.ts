/** What the writer's process receives first. */
export interface WriterPlan {
  /** The database's, as the role that writes. */
  url: string;
  rowsPerSecond: number;
  rowsPerTransaction: number;
  connections: number;
  /** The longest time that it writes. */
  seconds: number;
}

/** Sent to the process after it is ready. */
export type WriterOrder = 'start' | 'stop';

export interface WriterReport {
  /** From `start` until `stop`, or until the plan's time was up. */
  seconds: number;
  rowsDue: number;
  /** Rows whose commit the server has confirmed. */
  rowsWritten: number;
  /** From when a transaction was due until its commit was confirmed. */
  latencyMs: { p50: number; p99: number; max: number };
}

export type WriterMessage = { ready: true } | { report: WriterReport };
