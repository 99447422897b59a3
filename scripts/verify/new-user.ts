import pg from 'pg';
import { verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { sendRequest, succeeded } from './send-request.ts';

const path = `/users/${verifyUser.id}/posts`;

const deleteUser = 'DELETE FROM public.users WHERE id = $1 RETURNING username, created_at::text AS since';
const insertUser = 'INSERT INTO public.users (id, username, created_at) VALUES ($1, $2, $3)';

/** In a transaction that is rolled back: somebody's own table or trigger may not allow it. */
async function canCreateAgain(client: pg.ClientBase): Promise<boolean> {
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<{ username: string; since: string }>(deleteUser, [verifyUser.id]);
    await client.query(insertUser, [verifyUser.id, rows[0]?.username, rows[0]?.since]);
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return false;
  } finally {
    await client.query('ROLLBACK');
  }
}

/**
 * Deletes verify's user, who must have no posts, and re-creates it, like somebody who signs up
 * after their page was requested. Resolves to what the API gets wrong. If verify is killed in
 * between, only the user is missing, and the next cleanup does not need it.
 */
export async function probeNewUser(address: string, client: pg.ClientBase): Promise<string[]> {
  if (!(await canCreateAgain(client))) return [];
  const deleted = await client.query<{ username: string; since: string }>(deleteUser, [verifyUser.id]);
  const [user] = deleted.rows;
  if (!user) return [];
  let without: boolean;
  try {
    without = succeeded(await sendRequest(address, path));
  } finally {
    await client.query(insertUser, [verifyUser.id, user.username, user.since]);
  }
  const found: string[] = [];
  if (without) found.push(`GET ${path} succeeded right after the user had been deleted`);
  if ((await sendRequest(address, path)).status === 404)
    found.push(`GET ${path} got status 404 right after the user had been re-created`);
  return found;
}
