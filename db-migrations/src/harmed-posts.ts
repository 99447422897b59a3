import type pg from 'pg';
import { withoutTriggers } from './delete-rows.ts';

/** What verify may not change. The time is text, because a Date has no microseconds. */
interface StoredPost {
  id: number;
  user_id: number | null;
  content: string | null;
  created_at: string;
}

/** A post that is gone or says something else, as it was before. */
export interface HarmedPost extends StoredPost {
  isDeleted: boolean;
}

const rowsAtOnce = 10_000;

/**
 * Of the posts up to an id: how many there are, and whether any was written since a transaction.
 */
const countPosts = `
SELECT count(*)::float8 AS posts, (count(*) FILTER (WHERE age(xmin) <= age($2::xid)))::float8 AS written
FROM public.posts WHERE id <= $1`;

const differences = `
SELECT before.*, posts.id IS NULL AS "isDeleted"
FROM json_to_recordset($1) AS before (id bigint, user_id bigint, content text, created_at timestamptz)
LEFT JOIN public.posts ON posts.id = before.id
WHERE (posts.id, posts.user_id, posts.content, posts.created_at)
  IS DISTINCT FROM (before.id, before.user_id, before.content, before.created_at)`;

async function compareRows(client: pg.ClientBase, cursor: string): Promise<HarmedPost[]> {
  const harmed: HarmedPost[] = [];
  for (;;) {
    const { rows } = await client.query<StoredPost>(`FETCH ${rowsAtOnce} FROM ${cursor}`);
    if (rows.length === 0) return harmed;
    const byId = new Map(rows.map((row) => [Number(row.id), row]));
    const { rows: found } = await client.query<HarmedPost>(differences, [JSON.stringify(rows)]);
    for (const { id, isDeleted } of found) {
      const before = byId.get(Number(id));
      if (before) harmed.push({ ...before, isDeleted });
    }
  }
}

/**
 * Runs `work`, and resolves to the posts that it deleted or changed, of those that there were
 * before. Only for use in a transaction, READ COMMITTED, which keeps the rows of before readable.
 */
export async function findHarmedPosts(client: pg.ClientBase, work: () => Promise<unknown>): Promise<HarmedPost[]> {
  const { rows } = await client.query<{ lastId: string; next: string }>(
    'SELECT coalesce(max(id), 0)::text AS "lastId", (pg_snapshot_xmax(pg_current_snapshot())::xid)::text AS next FROM public.posts',
  );
  const [start] = rows;
  const values = [start?.lastId, start?.next];
  const count = async () => (await client.query<{ posts: number; written: number }>(countPosts, values)).rows[0];
  const before = await count();
  // A cursor shows what there was when it was declared, and reads nothing until it is fetched.
  await client.query(`DECLARE posts_before CURSOR FOR
    SELECT id, user_id, content, created_at::text FROM public.posts WHERE id <= ${Number(start?.lastId)}`);
  await work();
  const after = await count();
  // A row that was written again may say the same, as when another column has changed.
  const isSuspicious = before?.posts !== after?.posts || after?.written !== 0;
  const harmed = isSuspicious ? await compareRows(client, 'posts_before') : [];
  await client.query('CLOSE posts_before');
  return harmed;
}

const insertAgain = `
INSERT INTO public.posts (id, user_id, content, created_at) OVERRIDING SYSTEM VALUE
SELECT id, user_id, content, created_at
FROM json_to_recordset($1) AS before (id bigint, user_id bigint, content text, created_at timestamptz)`;

const changeBack = `
UPDATE public.posts SET user_id = before.user_id, content = before.content, created_at = before.created_at
FROM json_to_recordset($1) AS before (id bigint, user_id bigint, content text, created_at timestamptz)
WHERE posts.id = before.id`;

/** Makes the posts what they were, without any trigger. Only for use in a transaction. */
export async function restorePosts(client: pg.ClientBase, harmed: HarmedPost[]): Promise<void> {
  await withoutTriggers(client, 'public.posts', async () => {
    const restore = async (statement: string, posts: HarmedPost[]) => {
      if (posts.length > 0) await client.query(statement, [JSON.stringify(posts)]);
    };
    await restore(
      insertAgain,
      harmed.filter(({ isDeleted }) => isDeleted),
    );
    await restore(
      changeBack,
      harmed.filter(({ isDeleted }) => !isDeleted),
    );
  });
}
