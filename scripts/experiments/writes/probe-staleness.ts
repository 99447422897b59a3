import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { RunningServer } from '../../../app/run-server.ts';

const probeEveryMs = 100;

/**
 * By id, which every option has an index on. With several writers, it may not be the very newest.
 */
const newestCommitted = 'SELECT created_at AS "createdAt" FROM posts ORDER BY id DESC LIMIT 1';

/**
 * Reads the newest committed post, then the feed, ten times a second until the signal. Resolves to
 * how much older, in milliseconds, the newest post of each feed was: 0 for a feed that is read when
 * it is requested. For a feed without any post written since the start, it is the time from the
 * start: the posts before it may be months old. Feeds that failed, or were still running at the
 * end, are left out.
 */
export async function probeStaleness(
  { url }: RunningServer,
  client: pg.ClientBase,
  signal: AbortSignal,
): Promise<number[]> {
  const samples: number[] = [];
  const { rows: clock } = await client.query<{ now: Date }>('SELECT now()');
  const startedAt = clock[0]?.now.getTime() ?? Number.NaN;
  while (!signal.aborted) {
    const { rows } = await client.query<{ createdAt: Date }>(newestCommitted);
    const feed = await fetch(`${url}/feed`, { signal })
      .then(async (response) => (response.ok ? ((await response.json()) as { created_at: string }[]) : []))
      .catch(() => []);
    const [committed, shown] = [rows[0]?.createdAt, feed[0]?.created_at];
    if (committed && shown)
      samples.push(Math.max(0, committed.getTime() - Math.max(startedAt, new Date(shown).getTime())));
    await wait(probeEveryMs, undefined, { signal }).catch(() => {});
  }
  return samples;
}
