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
let largest = 0;

/** Remembers where the time of the slowest request went. */
export function recordSlowest({ headers }: RefinedResponse<ResponseType>): void {
  fromMs ||= exec.scenario.startTime + durationSeconds * 1000 * warmUpShare;
  const parts = Date.now() < fromMs ? undefined : readServerTiming(headers['Server-Timing']);
  const packed = parts ? packParts(parts) : 0;
  if (packed <= largest) return;
  largest = packed;
  slowest.add(packed);
}
