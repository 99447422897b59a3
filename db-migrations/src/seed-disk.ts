import type pg from 'pg';
import type { SeedSize } from './seed-rows.ts';

/** The table and its indexes, and the file in which the build of the index sorts its entries. */
export const bytesPerPost = 215;
/** The write-ahead log, up to PostgreSQL's max_wal_size. */
export const logBytesPerPost = 320;
export const maxLogBytes = 2 ** 30;

/** The disk space that a seed needs besides what the tables take now. */
export function seedBytes(posts: number): number {
  return posts * bytesPerPost + Math.min(posts * logBytesPerPost, maxLogBytes);
}

const tableBytes = `SELECT coalesce(pg_total_relation_size(to_regclass('public.posts')), 0)::float8 AS bytes`;

/** The disk space that a seed needs besides what the tables take now: the old rows go first. */
export async function missingSeedBytes(client: pg.ClientBase, { posts }: SeedSize): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(tableBytes);
  return Math.max(0, seedBytes(posts) - (rows[0]?.bytes ?? 0));
}
