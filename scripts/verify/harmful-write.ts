import pg from 'pg';
import { findHarmedPosts, type HarmedPost, restorePosts } from '../../db-migrations/src/harmed-posts.ts';
import { tryWrites } from '../../db-migrations/src/rejected-write.ts';
import { deleteVerifyPosts } from '../../db-migrations/src/verify-rows.ts';
import { formatCountOf } from '../lib/format.ts';
import { sendTo } from './routes-probe.ts';

/** SQLSTATE classes 42, Syntax Error or Access Rule Violation, and 0A, Feature Not Supported. */
const columnsDiffer = /^(?:42|0A)/;

/** Also if this process is suspended. */
const begin = `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = '30s'`;

function describe(who: string, harmed: HarmedPost[]): string | undefined {
  const deleted = harmed.filter(({ isDeleted }) => isDeleted).length;
  const counts = [
    ...(deleted > 0 ? [`${formatCountOf(deleted, 'other post')} disappeared`] : []),
    ...(deleted < harmed.length ? [`${formatCountOf(harmed.length - deleted, 'other post')} changed`] : []),
  ];
  return harmed[0] && `when ${who}, ${counts.join(' and ')}, for example post ${harmed[0].id}`;
}

/** In a transaction that is rolled back, so that no post is lost. */
async function tryAsOtherProgram(client: pg.ClientBase): Promise<string | undefined> {
  await client.query(begin);
  try {
    const harmed = await findHarmedPosts(client, async () => {
      await client.query('SAVEPOINT before_writes');
      // What is rejected is reported by findRejectedWrite().
      if (await tryWrites(client)) await client.query('ROLLBACK TO before_writes');
    });
    return describe('another program wrote, changed and deleted one post', harmed);
  } finally {
    await client.query('ROLLBACK');
  }
}

/** The API commits. What was lost with its post is restored. */
async function tryAsApi(address: string, client: pg.ClientBase): Promise<string | undefined> {
  await client.query(begin);
  try {
    const harmed = await findHarmedPosts(client, () => sendTo(address, '/posts'));
    if (harmed.length > 0) await restorePosts(client, harmed);
    await client.query('COMMIT');
    return describe('the API wrote one post', harmed);
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    await deleteVerifyPosts(client);
  }
}

/**
 * Looks for posts that disappear or change because of other people's posts, before verify writes
 * many. Verify's user has to exist. Resolves to what was found, in a sentence, if anything was.
 */
export async function findHarmfulWrite(address: string, client: pg.ClientBase): Promise<string | undefined> {
  try {
    return (await tryAsOtherProgram(client)) ?? (await tryAsApi(address, client));
  } catch (error) {
    // The posts may have other columns, or be no table anymore; other checks find that.
    if (error instanceof pg.DatabaseError && columnsDiffer.test(error.code ?? '')) return undefined;
    throw error;
  }
}
