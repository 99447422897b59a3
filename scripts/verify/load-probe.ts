import { setTimeout as wait } from 'node:timers/promises';
import autocannon from 'autocannon';
import type pg from 'pg';
import type { LabError } from '../lib/lab-error.ts';
import { asLocalFailure } from '../load/local-failure.ts';
import type { User } from '../load/outcome-recorder.ts';
import { feedSchema } from './api-schemas.ts';
import type { LoadEvidence } from './evidence.ts';
import { excerpt } from './send-request.ts';

const durationSeconds = 3;
/** After this, an API that reuses its connections has opened them. */
const settledAfterMs = 1000;

/** Sessions started in this database, and rows read from posts or its indexes, both cumulative. */
const countersQuery = `
SELECT
  (SELECT sessions FROM pg_stat_database WHERE datname = current_database())::float8 AS sessions,
  ((SELECT seq_tup_read FROM pg_stat_user_tables WHERE relid = 'public.posts'::regclass)
    + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE relid = 'public.posts'::regclass))::float8 AS "postsRead"`;

function isFeed(body: string): boolean {
  try {
    return feedSchema.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}

/**
 * Runs a load test of a few seconds; checks every response, and reads the database's counters.
 * @throws {LabError} `load_failed` when this machine cannot open the connections
 */
export async function probeLoad(
  address: string,
  client: pg.ClientBase,
  users: number,
  signal: AbortSignal,
): Promise<LoadEvidence> {
  signal.throwIfAborted();
  const responses: Omit<LoadEvidence, 'settled'> = { feeds: 0, notFeeds: 0, firstNotFeed: undefined };
  const crowd: User[] = [];
  let localFailure: LabError | undefined;
  const listenTo = (client: autocannon.Client) => {
    const user = client as unknown as User;
    crowd.push(user);
    let body = '';
    user.on('connError', (error) => {
      localFailure ??= asLocalFailure(error);
      if (localFailure) for (const one of crowd) one.destroy();
    });
    user.on('headers', () => {
      body = '';
    });
    user.on('body', (chunk: Buffer) => {
      body += chunk.toString();
    });
    user.on('response', (status: number) => {
      if (status < 200 || status > 299) return;
      if (isFeed(body)) responses.feeds += 1;
      else {
        responses.notFeeds += 1;
        responses.firstNotFeed ??= excerpt(body);
      }
    });
  };
  // Flushes this connection's own statistics, before the counters are read.
  await client.query('SELECT pg_stat_force_next_flush()');
  const running = autocannon({
    url: `${address}/feed`,
    connections: users,
    duration: durationSeconds,
    setupClient: listenTo,
  });
  const stop = () => (running as unknown as autocannon.Instance).stop?.();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await wait(settledAfterMs, undefined, { signal });
    const before = { ...(await readCounters(client)), feeds: responses.feeds };
    await running;
    signal.throwIfAborted();
    if (localFailure) throw localFailure;
    const after = await readCounters(client);
    const settled = {
      feeds: responses.feeds - before.feeds,
      sessions: after.sessions - before.sessions,
      postsRead: after.postsRead - before.postsRead,
    };
    return { ...responses, settled };
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await running;
  }
}

async function readCounters(client: pg.ClientBase): Promise<{ sessions: number; postsRead: number }> {
  const { rows } = await client.query<{ sessions: number; postsRead: number }>(countersQuery);
  if (!rows[0]) throw new Error('the statistics query returned no row');
  return rows[0];
}
