import type pg from 'pg';
import type { SeedSize } from './seed-rows.ts';

// While a large seed is committed in batches, a comment on the table says so. Like the rows, it
// survives whatever ends the seed, and it changes in the transactions that change the rows.

const prefix = 'make up continues this seed: ';
const comment = `SELECT obj_description(to_regclass('public.posts'), 'pg_class') AS comment`;

/** A seed as the comment describes it. */
export interface WantedSeed extends SeedSize {
  /** Whether the table had migration 2's index, built by hand, which comes after the rows. */
  index: boolean;
}

export interface UnfinishedSeed extends WantedSeed {
  /** The number of posts so far. */
  done: number;
}

/** Read backwards from the end of the primary key. People's posts have higher ids. */
const lastSeededId = 'SELECT coalesce(max(id), 0)::integer AS done FROM public.posts WHERE id <= $1';

/** The same without a query of the table, which somebody may have locked. */
export async function readWantedSeed(client: pg.ClientBase): Promise<WantedSeed | undefined> {
  const { rows } = await client.query<{ comment: string | null }>(comment);
  const text = rows[0]?.comment ?? '';
  const [, users, posts, index] = /(\d+) users, (\d+) posts(, then the index)?$/.exec(text) ?? [];
  if (!text.startsWith(prefix) || !users || !posts) return undefined;
  return { users: Number(users), posts: Number(posts), index: index !== undefined };
}

/** The seed that has been started and is not finished; undefined if there is none. */
export async function readUnfinishedSeed(client: pg.ClientBase): Promise<UnfinishedSeed | undefined> {
  const wanted = await readWantedSeed(client);
  if (!wanted) return undefined;
  const { rows } = await client.query<{ done: number }>(lastSeededId, [wanted.posts]);
  return { ...wanted, done: rows[0]?.done ?? 0 };
}

export async function markUnfinished(client: pg.ClientBase, { users, posts, index }: WantedSeed): Promise<void> {
  const text = `${prefix}${users} users, ${posts} posts${index ? ', then the index' : ''}`;
  await client.query(`COMMENT ON TABLE public.posts IS '${text}'`);
}

export async function markFinished(client: pg.ClientBase): Promise<void> {
  await client.query('COMMENT ON TABLE public.posts IS NULL');
}
