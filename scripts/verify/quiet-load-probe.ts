import type pg from 'pg';
import type { QuietEvidence } from './evidence.ts';
import { probeLoad } from './load-probe.ts';
import { countPostsRead } from './posts-read.ts';

/** So few that even an API that opens a connection per request serves them. */
const users = 2;

/** Sessions started in this database by any client, counted as soon as they have logged in. */
async function countSessions(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ sessions: number }>(
    'SELECT sessions::float8 FROM pg_stat_database WHERE datname = current_database()',
  );
  if (!rows[0]) throw new Error('the statistics query returned no row');
  return rows[0].sessions;
}

/** Sends requests as two users, and counts what the database did for them. */
export async function probeQuietLoad(
  address: string,
  client: pg.ClientBase,
  signal: AbortSignal,
): Promise<QuietEvidence> {
  const readBefore = await countPostsRead(address, client, signal);
  const sessionsBefore = await countSessions(client);
  const load = await probeLoad(address, users, signal);
  const sessions = (await countSessions(client)) - sessionsBefore;
  const readAfter = await countPostsRead(address, client, signal);
  const postsRead = readAfter.postsRead - readBefore.postsRead;
  return { ...load, sessions, postsRead, feedsRead: load.feeds + readAfter.feeds };
}
