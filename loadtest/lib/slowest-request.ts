import exec from 'k6/execution';
import type { RefinedResponse, ResponseType } from 'k6/http';
import { Gauge } from 'k6/metrics';
import { readPlan, warmUpShare } from './plan.ts';
import { packParts, readServerTiming } from './request-parts.ts';

export const slowestMetric = 'lab_slowest_request';

const slowest = new Gauge(slowestMetric);
const { durationSeconds } = readPlan(__ENV);

// Cached, because k6 creates a new object on each access to `exec.scenario`.
let fromMs = 0;
/** The slowest request of this user. */
let slowestMs = 0;

/** Remembers where the time of the slowest request went. */
export function recordSlowest({ headers, timings }: RefinedResponse<ResponseType>): void {
  // The API's own total is smaller. Reading every header would be the most expensive part of this.
  if (timings.duration <= slowestMs) return;
  fromMs ||= exec.scenario.startTime + durationSeconds * 1000 * warmUpShare;
  const parts = Date.now() < fromMs ? undefined : readServerTiming(headers['Server-Timing']);
  if (!parts || parts.totalMs <= slowestMs) return;
  slowestMs = parts.totalMs;
  slowest.add(packParts(parts));
}
