import type pg from 'pg';

const sequence = `pg_get_serial_sequence('public.posts', 'id')`;

/** Null if somebody's SQL has given posts another source of ids. */
const lastAssigned = `SELECT pg_sequence_last_value(${sequence}::regclass)::float8 AS number`;
/** How many ids a session takes at a time, and keeps for later. */
const idsPerSession = `SELECT seqcache::float8 AS number FROM pg_sequence WHERE seqrelid = ${sequence}::regclass`;
const newestPost = 'SELECT coalesce(max(id), 0)::float8 AS number FROM public.posts';

async function readNumber(client: pg.ClientBase, query: string): Promise<number> {
  return (await client.query<{ number: number | null }>(query)).rows[0]?.number ?? 0;
}

/** The highest id that a post ever had; the newest posts may have been deleted. */
export async function readLastId(client: pg.ClientBase): Promise<number> {
  return Math.max(await readNumber(client, lastAssigned), await readNumber(client, newestPost));
}

/**
 * Lets the next post have the id after `lastId`, or after the newest post if somebody has written
 * one since: as if the posts between them had never been there. Not for use in a transaction.
 */
export async function forgetIdsAfter(client: pg.ClientBase, lastId: number): Promise<void> {
  // Otherwise, two posts could get the same id.
  if ((await readNumber(client, idsPerSession)) > 1) return;
  await client.query('BEGIN');
  try {
    // An INSERT waits for this lock before it takes an id.
    await client.query('LOCK TABLE public.posts IN SHARE ROW EXCLUSIVE MODE');
    const id = Math.max(lastId, await readNumber(client, newestPost));
    if (id > 0 && (await readNumber(client, lastAssigned)) > id)
      await client.query(`SELECT setval(${sequence}, $1)`, [id]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
