import type pg from 'pg';
import type { SeedSize } from './seed-rows.ts';

// While a large seed is committed in batches, a comment on the table says so. Like the rows, it
// survives whatever ends the seed, and it changes in the transactions that change the rows.

const prefix = 'make up continues this seed: ';
const comment = `SELECT obj_description(to_regclass('public.posts'), 'pg_class') AS comment`;

export interface UnfinishedSeed extends SeedSize {
  /** The number of posts so far. */
  done: number;
}

/** Read backwards from the end of the primary key. People's posts have higher ids. */
const lastSeededId = 'SELECT coalesce(max(id), 0)::integer AS done FROM public.posts WHERE id <= $1';

/** The size of the seed that has been started and is not finished; undefined if there is none. */
export async function readUnfinishedSize(client: pg.ClientBase): Promise<SeedSize | undefined> {
  const { rows } = await client.query<{ comment: string | null }>(comment);
  const [, users, posts] = /(\d+) users, (\d+) posts$/.exec(rows[0]?.comment ?? '') ?? [];
  if (!rows[0]?.comment?.startsWith(prefix) || !users || !posts) return undefined;
  return { users: Number(users), posts: Number(posts) };
}

/** The seed that has been started and is not finished; undefined if there is none. */
export async function readUnfinishedSeed(client: pg.ClientBase): Promise<UnfinishedSeed | undefined> {
  const size = await readUnfinishedSize(client);
  if (!size) return undefined;
  const { rows } = await client.query<{ done: number }>(lastSeededId, [size.posts]);
  return { ...size, done: rows[0]?.done ?? 0 };
}

export async function markUnfinished(client: pg.ClientBase, { users, posts }: SeedSize): Promise<void> {
  await client.query(`COMMENT ON TABLE public.posts IS '${prefix}${users} users, ${posts} posts'`);
}

export async function markFinished(client: pg.ClientBase): Promise<void> {
  await client.query('COMMENT ON TABLE public.posts IS NULL');
}
