import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiRole } from './names.ts';
import { seedEnd } from './seed-rows.ts';

// What `make verify` writes, and how to delete it, even if it was killed at any moment.

/** Verify's user. It exists while verify runs, and its created_at is when verify began. */
export const verifyUser = { id: 2_000_000_000, username: 'make_verify' };
/** All of verify's posts start with it, except those that the API should have rejected. */
export const verifyPrefix = 'make verify: ';
/** The application_name of verify's sessions. */
export const verifyProgram = 'feed-verify';

/** Posts that exist only if neither the API nor the foreign key rejects a user's id. */
export const rejectedPost = { user_id: 2_147_483_647, content: 'nobody wrote this' };

/** What an API without validation makes of the content that the contract's requests send. */
export const rejectedContents = [
  ...[rejectedPost.content, 'hello', '["hello"]', '5', 'a\ufffd', 'ab', 'undefined', 'null', '[object Object]'],
  ...['{"user_id": 1,', 'user_id=1', '{}'],
];

/** How long to wait for the API's statements that verify has caused. */
const settleTimeoutMs = 5000;
const pollIntervalMs = 50;

const endOtherSessions = `
SELECT pg_terminate_backend(pid, ${settleTimeoutMs}) FROM pg_stat_activity
WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()`;

const olderStatements = `
SELECT FROM pg_stat_activity
WHERE usename = $1 AND datname = current_database() AND state = 'active' AND query_start <= $2`;

/** The seed's ids end here, so that the primary key's index finds the later posts. */
const lastOldId = `
SELECT coalesce(max(id), 0) AS "lastId" FROM public.posts
WHERE created_at <= $1 AND NOT starts_with(content, $2)`;

// 'hello' may also be a person's post. It is verify's if its author does not exist, or if it was
// written as the contract writes it while verify ran.
const deletePosts = `
DELETE FROM public.posts
WHERE id > $1 AND (
  starts_with(content, $2) OR user_id = $3
  OR (content IS NULL OR content = ANY ($4) OR btrim(content, E' \\t\\n') = '')
    AND (NOT EXISTS (SELECT FROM public.users WHERE users.id = posts.user_id)
      OR user_id = 1 AND created_at >= (SELECT created_at FROM public.users WHERE id = $3)))`;

const insertUser = `
INSERT INTO public.users (id, username, created_at) VALUES ($1, $2, date_trunc('milliseconds', clock_timestamp()))`;

/** Text columns of other tables of the owner: a learner's trigger may have copied posts there. */
const textColumns = `
SELECT attrelid::regclass::text AS table, quote_ident(attname) AS column
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relowner = current_user::regrole
  AND attrelid <> ALL (array_remove(ARRAY[to_regclass('public.posts'), to_regclass('public.users'), to_regclass('public.pgmigrations')], NULL))
  AND atttypid IN ('text'::regtype, 'varchar'::regtype) AND attnum > 0 AND NOT attisdropped
ORDER BY 1, 2`;

async function deleteCopies(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(textColumns);
  for (const { table, column } of rows)
    await client.query(`DELETE FROM ${table} WHERE starts_with(${column}, $1)`, [verifyPrefix]);
}

/**
 * Deletes what a killed verify has written, and ends its sessions. Does nothing if there is
 * nothing. Not for use while another verify runs, nor in a transaction: it ends with VACUUM,
 * because dead rows would make the next scan slower. Resolves to the number of posts deleted.
 */
export async function deleteVerifyRows(client: pg.ClientBase): Promise<number> {
  const ended = await client.query(endOtherSessions, [verifyProgram]);
  // A lock that was held until now may have kept posts waiting.
  if (ended.rowCount) await waitForApiStatements(client);
  const deleted = await deleteVerifyPosts(client);
  await deleteCopies(client);
  // Last, so that a cleanup that is itself killed can be repeated.
  await client.query('DELETE FROM public.users WHERE id = $1', [verifyUser.id]);
  return deleted;
}

/** Deletes only the posts. For use while verify runs: its user still tells when it began. */
export async function deleteVerifyPosts(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ lastId: number }>(lastOldId, [seedEnd, verifyPrefix]);
  const deleted = await client.query(deletePosts, [
    rows[0]?.lastId ?? 0,
    verifyPrefix,
    verifyUser.id,
    rejectedContents,
  ]);
  if (deleted.rowCount) await client.query('VACUUM (SKIP_LOCKED) public.posts, public.users');
  return deleted.rowCount ?? 0;
}

/** Waits until the statements that the API runs now have ended, for at most five seconds. */
export async function waitForApiStatements(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
  const deadline = Date.now() + settleTimeoutMs;
  while (Date.now() < deadline) {
    if ((await client.query(olderStatements, [apiRole, rows[0]?.now])).rowCount === 0) return;
    await wait(pollIntervalMs);
  }
}

/**
 * Deletes what an earlier verify left behind, and adds verify's user, which tells a later cleanup
 * when this one began. Names the session, so that the cleanup can end it.
 */
export async function beginVerify(client: pg.ClientBase): Promise<void> {
  await deleteVerifyRows(client);
  await client.query(`SET application_name = '${verifyProgram}'`);
  await client.query(insertUser, [verifyUser.id, verifyUser.username]);
}
