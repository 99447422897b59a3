import pg from 'pg';
import { verifyPrefix, verifyUser } from './verify-rows.ts';

const content = `${verifyPrefix}a write that is rolled back`;

/** What another program has to be able to do with a post, each on the row of the one before. */
const writes: [what: string, statement: string, values: unknown[]][] = [
  ['insert a post', 'INSERT INTO public.posts (user_id, content) VALUES ($1, $2)', [verifyUser.id, content]],
  [
    'change the text of a post',
    'UPDATE public.posts SET content = $2 WHERE content = $1',
    [content, `${content}, changed`],
  ],
  ['delete a post', 'DELETE FROM public.posts WHERE content = $1', [`${content}, changed`]],
];

/**
 * Checks whether another program can write, change and delete a post, in a transaction that is
 * rolled back. Verify's user has to exist. Resolves to what it could not do, and why; undefined if
 * it could.
 */
export async function findRejectedWrite(client: pg.ClientBase): Promise<string | undefined> {
  await client.query('BEGIN');
  return tryWrites(client).finally(() => client.query('ROLLBACK'));
}

/** The same, in a transaction of the caller, which is aborted if something is rejected. */
export async function tryWrites(client: pg.ClientBase): Promise<string | undefined> {
  for (const [what, statement, values] of writes) {
    const problem = await tryWrite(client, statement, values);
    if (problem) return `another program could not ${what}: ${problem}`;
  }
  return undefined;
}

async function tryWrite(client: pg.ClientBase, statement: string, values: unknown[]): Promise<string | undefined> {
  try {
    const { rowCount } = await client.query(statement, values);
    // Deferred constraints and triggers would otherwise be checked at the end, which never comes.
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    return rowCount === 1 ? undefined : `PostgreSQL reported ${rowCount} rows instead of 1`;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.message;
  }
}
