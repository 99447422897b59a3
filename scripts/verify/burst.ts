import { setTimeout as wait } from 'node:timers/promises';
import autocannon from 'autocannon';
import type pg from 'pg';
import { inShort } from './contract.ts';
import type { BurstEvidence } from './evidence.ts';
import { feedSchema } from './feed-shape.ts';

const durationSeconds = 3;
/** By then an API that keeps its connections has opened them; what is opened later is opened again and again. */
const settledAfterMs = 1000;

/** Sessions begun in this database, and entries of posts read from the table or from an index, since somebody last reset them. */
const counters = `
SELECT
  (SELECT sessions FROM pg_stat_database WHERE datname = current_database())::float8 AS sessions,
  ((SELECT seq_tup_read FROM pg_stat_user_tables WHERE relid = 'public.posts'::regclass)
    + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE relid = 'public.posts'::regclass))::float8 AS "postsRead"`;

/** Counts answers, and reads each: a 200 may hold anything. */
class FeedReader {
  feeds = 0;
  notFeeds = 0;
  firstNotFeed: string | undefined;

  listenTo(user: autocannon.Client): void {
    let body = '';
    user.on('headers', () => {
      body = '';
    });
    user.on('body', (chunk: Buffer) => {
      body += chunk.toString();
    });
    user.on('response', (status: number) => {
      if (status < 200 || status > 299) return;
      if (isFeed(body)) this.feeds += 1;
      else {
        this.notFeeds += 1;
        this.firstNotFeed ??= inShort(body);
      }
    });
  }
}

function isFeed(body: string): boolean {
  try {
    return feedSchema.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}

/** Puts a few seconds of load on the API, and reads from the database what it did about it. */
export async function runBurst(
  address: string,
  client: pg.ClientBase,
  users: number,
  signal: AbortSignal,
): Promise<BurstEvidence> {
  signal.throwIfAborted();
  const reader = new FeedReader();
  // What this connection has read itself is told now, and not in the middle of what is measured.
  await client.query('SELECT pg_stat_force_next_flush()');
  const running = autocannon({
    url: `${address}/feed`,
    connections: users,
    duration: durationSeconds,
    setupClient: (user) => reader.listenTo(user),
  });
  const stop = () => (running as unknown as autocannon.Instance).stop?.();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await wait(settledAfterMs, undefined, { signal });
    const before = { ...(await readCounters(client)), feeds: reader.feeds };
    await running;
    signal.throwIfAborted();
    const after = await readCounters(client);
    const { feeds, notFeeds, firstNotFeed } = reader;
    const settled = {
      feeds: feeds - before.feeds,
      sessions: after.sessions - before.sessions,
      postsRead: after.postsRead - before.postsRead,
    };
    return { feeds, notFeeds, firstNotFeed, settled };
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await running;
  }
}

async function readCounters(client: pg.ClientBase): Promise<{ sessions: number; postsRead: number }> {
  const { rows } = await client.query<{ sessions: number; postsRead: number }>(counters);
  if (!rows[0]) throw new Error('the statistics gave no row');
  return rows[0];
}
