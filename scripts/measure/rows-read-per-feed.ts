import { latestStartSeconds, type Sample } from '../lib/metrics.ts';
import type { LoadReport } from '../load/load-report.ts';
import { increase } from './database-evidence.ts';

/**
 * The feeds that the API answered with a 2xx between two scrapes, to this load or to anybody else:
 * rows are counted for all of them. Null if the API restarted, because its counts are lost.
 */
export function feedsServed(
  before: Sample[],
  after: Sample[],
  { requests, failed }: Pick<LoadReport, 'requests' | 'failed'>,
): number | null {
  if (latestStartSeconds(after) > latestStartSeconds(before)) return null;
  const name = 'http_requests_total';
  const feed = { method: 'GET', route: '/feed' };
  const statuses = new Set(after.filter((sample) => sample.name === name).map(({ labels }) => labels.status_code));
  const counted = [...statuses]
    .filter((status) => status?.startsWith('2'))
    .reduce((feeds, status = '') => feeds + increase(before, after, name, { ...feed, status_code: status }), 0);
  // A learner's API may count fewer than it serves; those that the load received are certain.
  return Math.max(counted, requests - failed);
}

/** Sessions report what they read up to a second late: up to a third of the rows of such a test. */
const minSeconds = 3;

/**
 * The rows that were read for each feed. Null without a feed, if the load test was too short to
 * count them, or if the counter was reset.
 */
export function rowsReadPerFeed(rows: number, feeds: number | null, durationSeconds: number): number | null {
  return feeds === null || feeds === 0 || rows < 0 || durationSeconds < minSeconds ? null : rows / feeds;
}
