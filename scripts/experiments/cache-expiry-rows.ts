import { median, sum } from '../lib/numbers.ts';
import type { ExperimentRow } from './experiment.ts';

/** Whether the cache expired in this second: only then does the API query the feed. */
export const hasFeedQueries = ({ feedQueries }: ExperimentRow) => Number(feedQueries) > 0;

const column = (rows: ExperimentRow[], name: string) => rows.map((row) => Number(row[name]));

/** Seconds of one kind as one row: times are medians over the seconds, except for the worst. */
export function summarizeSeconds(what: string, seconds: ExperimentRow[]): ExperimentRow {
  return {
    what,
    seconds: seconds.length,
    requestsPerSecond: median(column(seconds, 'requests')),
    medianP50Ms: median(column(seconds, 'p50Ms')),
    medianP99Ms: median(column(seconds, 'p99Ms')),
    worstP99Ms: Math.max(...column(seconds, 'p99Ms')),
    failed: sum(column(seconds, 'failed')),
    feedQueries: sum(column(seconds, 'feedQueries')),
  };
}

/** A row for each expiry: consecutive seconds with feed queries belong to the same one. */
export function findExpiries(seconds: ExperimentRow[]): ExperimentRow[] {
  const expiries: ExperimentRow[][] = [];
  for (const second of seconds.filter(hasFeedQueries)) {
    const current = expiries.at(-1);
    if (current && Number(current.at(-1)?.second) + 1 === second.second) current.push(second);
    else expiries.push([second]);
  }
  return expiries.map((expiry) => ({
    fromSecond: expiry[0]?.second ?? null,
    seconds: expiry.length,
    feedQueries: sum(column(expiry, 'feedQueries')),
    worstP99Ms: Math.max(...column(expiry, 'p99Ms')),
    // p99 does not show them where more than a hundred times as many are served from the cache.
    meanQueriedMs: sum(column(expiry, 'inDatabaseMs')) / sum(column(expiry, 'feedQueries')),
  }));
}
