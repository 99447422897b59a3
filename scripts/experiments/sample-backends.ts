import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { median, quantile } from '../lib/numbers.ts';
import type { ExperimentRow } from './experiment.ts';
import { type BackendCounts, countBackends } from './process-stats.ts';

const sampleEveryMs = 100;

export interface BackendSample extends BackendCounts {
  /** In pg_stat_activity: backends that have logged in. */
  sessions: number;
}

/** Samples ten times a second until the signal. The sampling connection itself is not counted. */
export async function sampleBackends(
  client: pg.Client,
  dataFolder: string,
  signal: AbortSignal,
): Promise<BackendSample[]> {
  const samples: BackendSample[] = [];
  while (!signal.aborted) {
    const { all, ...backends } = countBackends(dataFolder);
    const { rows } = await client.query<{ sessions: number }>(
      `SELECT count(*)::integer AS sessions FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    samples.push({ all: all - 1, ...backends, sessions: rows[0]?.sessions ?? 0 });
    await wait(sampleEveryMs, undefined, { signal }).catch(() => {});
  }
  return samples;
}

/** A row for each state: how many backends were in it. */
export function summarizeBackends(scramIterations: number, samples: BackendSample[]): ExperimentRow[] {
  const row = (what: string, state: keyof BackendSample): ExperimentRow => {
    const counts = samples.map((sample) => sample[state]);
    return { scramIterations, what, median: median(counts), p95: quantile(counts, 0.95), max: Math.max(...counts) };
  };
  return [
    row('processes for clients', 'all'),
    row('of those, startup packet not read yet', 'starting'),
    row('of those, authenticating', 'authenticating'),
    row('of those, abandoned by the client, not noticed yet', 'ended'),
    row('sessions in pg_stat_activity', 'sessions'),
  ];
}
