import type pg from 'pg';
import { postParameters, type SeedSize, seededPosts, seededUsers, userParameters } from './seed-rows.ts';

/** Up to this many posts, all are compared; of more, this many are, evenly spread by id. */
const defaultSample = 20_000;

export interface SeedComparison {
  /** The rows of `posts`, including those that people wrote. */
  posts: number;
  /** Those with ids of the seed, 1 to the number of seeded posts. Each id should occur once. */
  seeded: number;
  /** Of the compared posts: missing, or with another author, text or time. */
  changedPosts: number;
  /** The number of posts compared. */
  comparedPosts: number;
  /** Seeded users that are missing, or have another name or time. */
  changedUsers: number;
  /** The first post, or else the first user, that differs. `found` is null if it is missing. */
  example?: { table: 'posts' | 'users'; id: number; found: string | null; expected: string };
}

interface Difference {
  changed: number;
  id: number | null;
  found: string | null;
  expected: string | null;
}

// generate_series() would count in steps of whole ids, and miss the newest posts.
const sampledIds = `
(SELECT DISTINCT 1 + ((place - 1) * ($4::bigint - 1) / greatest($5::bigint - 1, 1))::integer AS number
 FROM generate_series(1, $5::integer) AS place) AS sample`;

/** Counts the rows of a table that differ from those of a query with the same columns. */
const countDifferences = (table: 'posts' | 'users', columns: string[], expected: string) => `
WITH differences AS (
  SELECT expected.id, expected::text AS expected,
    CASE WHEN found.id IS NOT NULL THEN ROW(${columns.map((name) => `found.${name}`)})::text END AS found
  FROM (${expected}) AS expected LEFT JOIN public.${table} AS found ON found.id = expected.id
  WHERE (${columns.map((name) => `found.${name}`)}) IS DISTINCT FROM (${columns.map((name) => `expected.${name}`)})
)
SELECT changed, id, found, expected
FROM (SELECT count(DISTINCT id)::integer AS changed FROM differences) AS total
LEFT JOIN (SELECT * FROM differences ORDER BY id LIMIT 1) AS first ON true`;

const postDifferences = countDifferences('posts', ['id', 'user_id', 'content', 'created_at'], seededPosts(sampledIds));
const userDifferences = countDifferences('users', ['id', 'username', 'created_at'], seededUsers);

const countPosts = `
SELECT count(*)::integer AS posts, (count(*) FILTER (WHERE id BETWEEN 1 AND $1))::integer AS seeded FROM public.posts`;

async function readRow<Row extends pg.QueryResultRow>(client: pg.ClientBase, text: string, values: unknown[]) {
  const { rows } = await client.query<Row>(text, values);
  if (!rows[0]) throw new Error('an aggregate returned no row');
  return rows[0];
}

/**
 * Compares the tables with the rows that seed() created, which are computed again. Compares all
 * posts, or `sample` of them, evenly spread by id, from the oldest to the newest.
 * Reads in a transaction of its own, so the client must not be in one.
 */
export async function compareWithSeed(
  client: pg.ClientBase,
  size: SeedSize,
  { sample = defaultSample }: { sample?: number } = {},
): Promise<SeedComparison> {
  const comparedPosts = Math.min(sample, size.posts);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    // The seed depends on the time zone, which may have been changed for the database since then.
    // Two workers count ten million rows in half the time.
    await client.query(`SET LOCAL timezone = 'UTC'; SET LOCAL max_parallel_workers_per_gather = 2`);
    const counts = await readRow<{ posts: number; seeded: number }>(client, countPosts, [size.posts]);
    const posts = await readRow<Difference>(client, postDifferences, [...postParameters(size), comparedPosts]);
    const users = await readRow<Difference>(client, userDifferences, userParameters(size));
    const example = exampleOf('posts', posts) ?? exampleOf('users', users);
    return {
      ...counts,
      comparedPosts,
      changedPosts: posts.changed,
      changedUsers: users.changed,
      ...(example && { example }),
    };
  } finally {
    await client.query('ROLLBACK');
  }
}

/** Whether all rows of the seed are there, once each, as far as they were compared. */
export function isComplete({ seeded, changedPosts, changedUsers }: SeedComparison, { posts }: SeedSize): boolean {
  return seeded === posts && changedPosts === 0 && changedUsers === 0;
}

function exampleOf(table: 'posts' | 'users', { id, found, expected }: Difference): SeedComparison['example'] {
  if (id === null || expected === null) return undefined;
  return { table, id, found, expected };
}
