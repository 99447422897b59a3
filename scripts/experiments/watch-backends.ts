import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { median, quantile } from '../lib/numbers.ts';
import { type Backends, readBackends } from './postgres-processes.ts';
import type { Row } from './row.ts';

const lookEveryMs = 100;

export interface Look extends Backends {
  /** What pg_stat_activity shows: those who have logged in. */
  sessions: number;
}

/** Looks ten times a second until the signal. The connection that looks is not counted. */
export async function watchBackends(watcher: pg.Client, dataFolder: string, signal: AbortSignal): Promise<Look[]> {
  const looks: Look[] = [];
  while (!signal.aborted) {
    const { all, ...backends } = readBackends(dataFolder);
    const { rows } = await watcher.query<{ sessions: number }>(
      `SELECT count(*)::integer AS sessions FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    looks.push({ all: all - 1, ...backends, sessions: rows[0]?.sessions ?? 0 });
    await wait(lookEveryMs, undefined, { signal }).catch(() => {});
  }
  return looks;
}

/** How many there were of each, most of the time and at most. */
export function heldRows(scramIterations: number, looks: Look[]): Row[] {
  const row = (what: string, count: (look: Look) => number): Row => {
    const counts = looks.map(count);
    return { scramIterations, what, median: median(counts), p95: quantile(counts, 0.95), max: Math.max(...counts) };
  };
  return [
    row('processes for clients', ({ all }) => all),
    row('of those, not yet read who wants in', ({ starting }) => starting),
    row('of those, authenticating', ({ authenticating }) => authenticating),
    row('of those, ended and not yet noticed', ({ ended }) => ended),
    row('sessions in pg_stat_activity', ({ sessions }) => sessions),
  ];
}
