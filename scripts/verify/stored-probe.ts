import type pg from 'pg';
import type { StoredEvidence } from './evidence.ts';

/** The seed's posts have the ids from 1 to $1, without a gap; those of users have larger ones. */
const countPosts = `
SELECT count(*)::integer AS posts, (count(*) FILTER (WHERE id <= $1))::integer AS seeded FROM posts`;

/** Compares the content of the tables with what the lab started with. */
export async function readStored(client: pg.ClientBase, expected: number): Promise<StoredEvidence> {
  const { rows } = await client.query<{ posts: number; seeded: number }>(countPosts, [expected]);
  if (!rows[0]) throw new Error('count(*) returned no row');
  return { ...rows[0], expected, changed: [], unlogged: [] };
}
