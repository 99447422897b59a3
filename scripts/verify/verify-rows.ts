import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiRole } from '../../db-migrations/src/names.ts';

/** Every post that verify writes begins with this. */
const prefix = 'make verify: ';

/** The content of a post of verify, as long as a post may be, with characters of every length. */
export function verifyContent(what: string): string {
  const text = `${prefix}${what} – 'quoted' “words” 🦆 `;
  return text + '.'.repeat(280 - [...text].length);
}

export const isFromVerify = (content: string): boolean => content.startsWith(prefix);

/** A user of verify's own, whose name may be changed. Its id is far from those of people. */
export const verifyUser = { id: 2_000_000_000, name: 'make_verify' };

/** Ids of imported posts, which are larger than any that the API has assigned. */
export const firstImportedId = 2_000_000_000;

/** Deletes what verify wrote, also what a killed run left. */
export async function deleteVerifyRows(client: pg.ClientBase): Promise<void> {
  await client.query('DELETE FROM posts WHERE starts_with(content, $1)', [prefix]);
  await client.query('DELETE FROM users WHERE id = $1', [verifyUser.id]);
}

/** The API may still write what it was asked for: its requests end when their queries do. */
const busySessions = `
SELECT count(*)::integer AS count
FROM pg_stat_activity
WHERE usename = $1 AND datname = current_database() AND state <> 'idle'`;
const longestQueryMs = 3000;
const pollEveryMs = 50;

/**
 * Deletes what verify wrote after the API has written all of it, and frees the room that it took in
 * the table.
 */
export async function cleanUp(client: pg.ClientBase): Promise<void> {
  const endsAtMs = performance.now() + longestQueryMs;
  while (performance.now() < endsAtMs) {
    const { rows } = await client.query<{ count: number }>(busySessions, [apiRole]);
    if (rows[0]?.count === 0) break;
    await wait(pollEveryMs);
  }
  await deleteVerifyRows(client);
  await client.query('VACUUM posts, users');
}
