import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiRole } from '../../db-migrations/src/names.ts';
import { storyUsers } from '../scenario/story.ts';
import { feedSchema } from './api-schemas.ts';
import { sendRequest } from './send-request.ts';

/** Rows that PostgreSQL read from posts or its indexes, since its statistics were reset. */
const postsReadQuery = `
SELECT
  ((SELECT seq_tup_read FROM pg_stat_user_tables WHERE relid = 'public.posts'::regclass)
    + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE relid = 'public.posts'::regclass))::float8 AS "postsRead"`;

// A session adds what it read to the counters at the end of a query, but at most once per second
// (PGSTAT_MIN_INTERVAL). What it held back is added after its next query, after ten idle seconds
// (PGSTAT_IDLE_INTERVAL), or when it ends. So the counters can lag by a second of load.
const reportIntervalMs = 1000;
const idleReport = '10 seconds';

/** Sessions of the API that may hold something back: none of their queries ended after $2. */
const unreportedSessions = `
SELECT count(*)::integer AS count
FROM pg_stat_activity
WHERE usename = $1 AND datname = current_database()
  AND state_change < $2 AND state_change > now() - interval '${idleReport}'`;

/** Requests per session: enough at once that each session of a pool gets one. */
const requestsPerSession = 4;
/** For an API that never uses some of its sessions. */
const maxBursts = 5;

async function countUnreported(client: pg.ClientBase, since: Date): Promise<number> {
  const { rows } = await client.query<{ count: number }>(unreportedSessions, [apiRole, since]);
  return rows[0]?.count ?? 0;
}

async function readClock(client: pg.ClientBase): Promise<Date> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]?.now ?? new Date();
}

/** Resolves to the number of feeds. */
async function requestFeeds(address: string, sessions: number): Promise<number> {
  const requests = Math.min(storyUsers, sessions * requestsPerSession);
  const responses = await Promise.all(Array.from({ length: requests }, () => sendRequest(address, '/feed')));
  return responses.filter(({ status, body }) => status === 200 && feedSchema.safeParse(body).success).length;
}

/**
 * Reads the counter after every session of the API has reported what it read, which takes some
 * requests; `feeds` is their number. An API without open sessions gets none: sessions report when
 * they end.
 */
export async function countPostsRead(
  address: string,
  client: pg.ClientBase,
  signal: AbortSignal,
): Promise<{ postsRead: number; feeds: number }> {
  let feeds = 0;
  const sessions = await countUnreported(client, await readClock(client));
  // Opens the connections that a burst needs: a new session holds back its first query.
  feeds += await requestFeeds(address, sessions);
  await wait(reportIntervalMs, undefined, { signal });
  const settledSince = await readClock(client);
  for (let burst = 0; burst < maxBursts; burst += 1) {
    const unreported = await countUnreported(client, settledSince);
    if (unreported === 0) break;
    feeds += await requestFeeds(address, unreported);
  }
  // The same for this connection, which read posts, too.
  await client.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await client.query<{ postsRead: number }>(postsReadQuery);
  if (!rows[0]) throw new Error('the statistics query returned no row');
  return { ...rows[0], feeds };
}
