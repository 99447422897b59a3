import pg from 'pg';
import { deleteRows } from './delete-rows.ts';
import { limitStatements } from './limit-statements.ts';
import { forgetIdsAfter, readLastId } from './post-ids.ts';
import { seedEnd } from './seed-rows.ts';
import { endKilledSessions, lockForVerify, nameSession } from './verify-session.ts';
import { deleteTraces } from './verify-traces.ts';
import { waitUntilQuiet } from './wait-until-quiet.ts';

// What `make verify` writes, and how to delete it, even if it was killed at any moment.

/** Verify's user. It exists while verify runs, and its created_at is when verify began. */
export const verifyUser = { id: 2_000_000_000, username: 'make_verify' };
/** All of verify's posts start with it, except those that the API should have rejected. */
export const verifyPrefix = 'make verify: ';

/** Posts that exist only if neither the API nor the foreign key rejects a user's id. */
export const rejectedPost = { user_id: 2_147_483_647, content: 'nobody wrote this' };

/** What an API without validation makes of the content that the contract's requests send. */
export const rejectedContents = [
  ...[rejectedPost.content, 'hello', '["hello"]', '5', 'a\ufffd', 'ab', 'undefined', 'null', '[object Object]'],
  ...['{"user_id": 1,', 'user_id=1', '{}'],
];

/** The last seeded id. Read backwards from the end of the primary key, so this takes no scan. */
const lastOldId = `
SELECT coalesce(max(id), 0)::float8 AS "lastId" FROM public.posts
WHERE created_at <= $1 AND user_id <> $2 AND NOT starts_with(content, $3)`;

// 'hello' may also be a person's post. It is verify's if its author does not exist, or if it was
// written as the contract writes it while verify ran.
const isVerifys = `
(starts_with(content, $1) OR user_id = $2
  OR (content IS NULL OR content = ANY ($3) OR btrim(content, E' \\t\\n') = '')
    AND (NOT EXISTS (SELECT FROM public.users WHERE users.id = posts.user_id)
      OR user_id = 1 AND created_at >= (SELECT created_at FROM public.users WHERE id = $2)))`;
const verifysParameters = [verifyPrefix, verifyUser.id, rejectedContents];

const insertUser = `
INSERT INTO public.users (id, username, created_at) VALUES ($1, $2, date_trunc('milliseconds', clock_timestamp()))`;

/** SQLSTATE foreign_key_violation. */
const stillReferenced = '23503';

/**
 * Posts that are verify's. Somebody may have imported old posts while it ran: their ids are above
 * `lastId`, and must not hide verify's.
 */
async function findPosts(client: pg.ClientBase, lastId = Number.POSITIVE_INFINITY): Promise<number[]> {
  const old = await client.query<{ lastId: number }>(lastOldId, [seedEnd, verifyUser.id, verifyPrefix]);
  const query = `SELECT id::float8 AS id FROM public.posts WHERE id > $4::bigint AND ${isVerifys}`;
  const parameters = [...verifysParameters, Math.min(lastId, old.rows[0]?.lastId ?? 0)];
  return (await client.query<{ id: number }>(query, parameters)).rows.map(({ id }) => id);
}

const marks = (ids: number[], lastId?: number) => ({ prefix: verifyPrefix, userId: verifyUser.id, ids, lastId });

async function deletePosts(client: pg.ClientBase, ids: number[]): Promise<number> {
  if (ids.length === 0) return 0;
  // By id, for the sake of the primary key's index, but never a post of somebody else.
  const condition = `id = ANY ($4::bigint[]) AND ${isVerifys}`;
  const deleteFound = () => deleteRows(client, 'public.posts', condition, [...verifysParameters, ids]);
  const deleted = await deleteFound().catch(async (error) => {
    if (error.code !== stillReferenced) throw error;
    await deleteTraces(client, marks(ids));
    return deleteFound();
  });
  // Dead rows would make the next scan slower. In a table of millions, that can take too long.
  await client.query('VACUUM (SKIP_LOCKED) public.posts, public.users').catch((error) => {
    if (!(error instanceof pg.DatabaseError)) throw error;
  });
  return deleted;
}

/**
 * Deletes what a verify has written, even if it was killed, and ends its sessions. Does nothing if
 * there is nothing. Not for use in a transaction, because it ends with VACUUM. Resolves to the
 * number of posts deleted.
 * @param lastId what beginVerify() resolved to, if it is known: it tells which rows of other tables
 * refer to posts that verify has deleted since, and which id the next post gets
 * @throws {VerifyRunning} if the verify is still running, in another session
 */
export async function deleteVerifyRows(client: pg.ClientBase, lastId?: number): Promise<number> {
  const unlock = await lockForVerify(client);
  try {
    const wasKilled = (await endKilledSessions(client)) > 0;
    const { rowCount } = await client.query('SELECT FROM public.users WHERE id = $1', [verifyUser.id]);
    // The API may still be writing what it was asked to write while the tables were locked.
    if (wasKilled || rowCount) await waitUntilQuiet(client);
    const ids = await findPosts(client, lastId);
    const deleted = await deletePosts(client, ids);
    await deleteTraces(client, marks(ids, lastId));
    if (lastId !== undefined) await forgetIdsAfter(client, lastId);
    // Last, so that a cleanup that is itself killed can be repeated.
    await deleteRows(client, 'public.users', 'id = $1', [verifyUser.id]);
    return deleted;
  } finally {
    await unlock();
  }
}

/**
 * Deletes only the posts. For use while verify runs: its user still tells when it began, and what
 * somebody's triggers make of the deletion is to be seen.
 */
export async function deleteVerifyPosts(client: pg.ClientBase): Promise<number> {
  return deletePosts(client, await findPosts(client));
}

/**
 * Makes this session verify's: locks out others, limits its statements, deletes what an earlier one
 * left behind, and adds verify's user, which tells a later cleanup when this one began. Resolves to
 * the highest id that a post had by then, for deleteVerifyRows().
 * @throws {VerifyRunning} if another verify is running in this database
 */
export async function beginVerify(client: pg.ClientBase): Promise<number> {
  // Until the session ends.
  await lockForVerify(client);
  await nameSession(client);
  await limitStatements(client);
  await deleteVerifyRows(client);
  const lastId = await readLastId(client);
  await client.query(insertUser, [verifyUser.id, verifyUser.username]);
  return lastId;
}
