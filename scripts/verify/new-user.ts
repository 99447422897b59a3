import pg from 'pg';
import { verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { sendRequest, succeeded } from './send-request.ts';

const path = `/users/${verifyUser.id}/posts`;

const deleteUser = 'DELETE FROM public.users WHERE id = $1 RETURNING username, created_at::text AS since';
const insertUser = 'INSERT INTO public.users (id, username, created_at) VALUES ($1, $2, $3)';

/**
 * Deletes verify's user, who must have no posts, and adds the same user again, as somebody signs up
 * whose page was requested before. Resolves to what the API then says that is no longer true. If
 * verify is killed in between, there is nothing to clean up.
 */
export async function probeNewUser(address: string, client: pg.ClientBase): Promise<string[]> {
  const deleted = await client
    .query<{ username: string; since: string }>(deleteUser, [verifyUser.id])
    .catch((error) => {
      // Somebody's own table may refer to the user.
      if (!(error instanceof pg.DatabaseError)) throw error;
    });
  const user = deleted?.rows[0];
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
    found.push(`GET ${path} got status 404 right after the user had been created`);
  return found;
}
