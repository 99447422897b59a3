import type pg from 'pg';
import { connectAgain } from '../../db-migrations/src/database-access.ts';
import { programs } from '../../db-migrations/src/names.ts';
import { verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { waitUntil } from '../lib/timing.ts';
import { apiBackends, lookAgain, otherPrograms } from '../measure/api-backends.ts';
import { type ApiResponse, postJson, sendRequest, succeeded } from './send-request.ts';
import { verifyContent } from './verify-content.ts';

const content = verifyContent('while its author is locked');

/** An API that has only one connection serves nobody else meanwhile. */
const othersMs = 1000;
/** How long a second statement may take after the first, when nothing keeps either waiting. */
const settledMs = 500;
const pollEveryMs = 20;

/**
 * A foreign key check waits for this. At most five seconds, however slow the machine or suspended
 * this process: the API cancels statements after ten, and a canceled one writes no row.
 */
const lockAuthor = `
BEGIN;
SET LOCAL lock_timeout = '1s';
SET LOCAL idle_in_transaction_session_timeout = '5s';
SELECT FROM public.users WHERE id = ${verifyUser.id} FOR UPDATE`;

const running = `SELECT ${apiBackends} AND state = 'active'`;
const copies = 'SELECT count(*)::integer AS count FROM public.posts WHERE user_id = $1 AND content = $2';

/** How many posts of a user have this content. */
export async function countCopies(client: pg.ClientBase, userId: number, text: string): Promise<number> {
  return (await client.query<{ count: number }>(copies, [userId, text])).rows[0]?.count ?? 0;
}

/** A post that has to wait in the database, while nothing else has to. */
export interface SlowPost {
  /** Lets it continue. Resolves to how many rows it has become. */
  end(): Promise<number>;
}

/**
 * Sends a post whose author's row is locked until end(), or for five seconds. Whatever sends a
 * statement a second time when the first takes long has time, and connections, to do so. Verify's
 * user has to exist.
 */
export async function startSlowPost(address: string, client: pg.Client): Promise<SlowPost> {
  // The database may have no room for it.
  const holder = await connectAgain(client, { application_name: programs.verify }).catch(() => undefined);
  const isLocked = await holder?.query(lockAuthor).then(
    () => true,
    () => false,
  );
  const release = async () => holder?.end().catch(() => {});
  if (!isLocked) {
    await release();
    return { end: async () => 0 };
  }
  const posted: Promise<ApiResponse> = postJson(address, '/posts', { user_id: verifyUser.id, content });
  // It is awaited later.
  posted.catch(() => {});
  if (!succeeded(await sendRequest(address, '/feed', { signal: AbortSignal.timeout(othersMs) }))) await release();
  return {
    async end() {
      await release();
      await posted;
      // Both statements have waited for the same lock, but only one of them has been answered.
      const isIdle = async () => {
        await lookAgain(client);
        return (await client.query(running, [otherPrograms])).rowCount === 0;
      };
      await waitUntil(isIdle, { timeoutMs: settledMs, intervalMs: pollEveryMs });
      return countCopies(client, verifyUser.id, content);
    },
  };
}
