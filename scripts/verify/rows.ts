import type pg from 'pg';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import type { Tuning } from '../results/result.ts';
import type { Evidence } from './evidence.ts';

/** Counts the posts. The seed's have the ids from 1 on, without a gap: one that is missing was deleted. People's have larger ones. */
export async function countRows(client: pg.ClientBase, tuning: Tuning | undefined): Promise<Evidence['rows']> {
  const expected = tuning?.posts ?? defaultSeed.posts;
  const { rows } = await client.query<Omit<Evidence['rows'], 'expected'>>(
    `SELECT
       count(*)::integer AS posts,
       (count(*) FILTER (WHERE id <= $1))::integer AS seeded
     FROM posts`,
    [expected],
  );
  const [counted] = rows;
  if (!counted) throw new Error('count(*) gave no row');
  return { ...counted, expected };
}
