import { median, sum } from '../lib/numbers.ts';
import type { Row } from './row.ts';

/** With a cache, the API makes a feed query only where the cache is too old. */
export const asks = ({ feedQueries }: Row) => Number(feedQueries) > 0;

const each = (seconds: Row[], name: string) => seconds.map((second) => Number(second[name]));

/** Seconds of one kind in one row: each time is the median over the seconds, but for the worst. */
export function summaryOf(what: string, seconds: Row[]): Row {
  return {
    what,
    seconds: seconds.length,
    requestsPerSecond: median(each(seconds, 'requests')),
    medianP50Ms: median(each(seconds, 'p50Ms')),
    medianP99Ms: median(each(seconds, 'p99Ms')),
    worstP99Ms: Math.max(...each(seconds, 'p99Ms')),
    failed: sum(each(seconds, 'failed')),
    feedQueries: sum(each(seconds, 'feedQueries')),
  };
}

/** Each time that the cache was too old: neighbouring seconds in which the database was asked are one time. */
export function expiriesIn(seconds: Row[]): Row[] {
  const times: Row[][] = [];
  for (const second of seconds.filter(asks)) {
    const last = times.at(-1);
    if (last && Number(last.at(-1)?.second) + 1 === second.second) last.push(second);
    else times.push([second]);
  }
  return times.map((time) => ({
    fromSecond: time[0]?.second ?? null,
    seconds: time.length,
    feedQueries: sum(each(time, 'feedQueries')),
    worstP99Ms: Math.max(...each(time, 'p99Ms')),
  }));
}
