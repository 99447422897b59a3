import type { RequestTrace } from './tracing/request-trace.ts';

/** Where the time of one request goes. Times in milliseconds. */
export interface RequestTiming {
  /** By performance.now(). */
  startedAtMs: number;
  /** The wait for a connection, excluding the time to open one; undefined if none was needed. */
  waitMs?: number | undefined;
  /** Time to open a connection for this request, or until that failed. */
  connectMs?: number | undefined;
  queryMs?: number | undefined;
  /** Undefined unless traces are sent to a collector. */
  trace?: RequestTrace;
}

export const startTiming = (): RequestTiming => ({ startedAtMs: performance.now() });

/** With one decimal, for durations that are not negative; twice as fast as toFixed(1). */
function formatMs(durationMs: number): string {
  const tenths = Math.round(durationMs * 10);
  return `${Math.trunc(tenths / 10)}.${tenths % 10}`;
}

const metric = (name: string, durationMs: number | undefined) =>
  durationMs === undefined ? '' : `${name};dur=${formatMs(durationMs)}, `;

/**
 * The value of a `Server-Timing` header (https://www.w3.org/TR/server-timing/). Browsers show it in
 * the network panel. The total is the time until now.
 */
export function serverTiming({ startedAtMs, waitMs, connectMs, queryMs }: RequestTiming): string {
  const total = `total;dur=${formatMs(performance.now() - startedAtMs)}`;
  return `${metric('pool', waitMs)}${metric('connect', connectMs)}${metric('db', queryMs)}${total}`;
}
