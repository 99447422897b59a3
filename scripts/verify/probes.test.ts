import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { runBurst } from './burst.ts';
import { askContract } from './contract.ts';
import { lookForNewPosts } from './fresh.ts';
import { lockTables } from './lock.ts';

// The lab's own shared pool, in this process, on a database of its own.
const context = useTestApi();
const users = 20;
const never = new AbortController().signal;

/** Not part of everything(), which would wait for the very lock. */
async function isLocked(): Promise<boolean> {
  const [row] = await context.database.query<{ locked: boolean }>(`
    SELECT EXISTS (
      SELECT
      FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE mode = 'AccessExclusiveLock' AND relation = 'posts'::regclass AND granted AND datname = current_database()
    ) AS locked`);
  return row?.locked ?? false;
}

/** All that a probe could leave behind: rows, and settings of roles and databases. */
async function everything(): Promise<unknown> {
  const [row] = await context.database.query(`
    SELECT
      (SELECT md5(string_agg(posts::text, '' ORDER BY id)) FROM posts) AS posts,
      (SELECT json_agg(pg_db_role_setting) FROM pg_db_role_setting) AS settings`);
  return row;
}

test('the contract is kept, new posts are seen, and no row is left', async () => {
  const before = await everything();
  assert.deepEqual(await askContract(context.api.url), []);
  const looked = await withClient(context.database.ownerUrl, (client) => lookForNewPosts(context.api.url, client));
  assert.deepEqual(looked, { correct: [], fresh: [] });
  assert.deepEqual(await everything(), before);
});

test('two users share connections, and all that they get are feeds', async () => {
  const burst = await withClient(context.database.ownerUrl, (client) => runBurst(context.api.url, client, 2, never));
  assert.ok(burst.settled.feeds > 0);
  assert.equal(burst.notFeeds, 0);
  assert.equal(burst.settled.sessions, 0);
});

test('while the tables are locked up to ten queries wait, and who waits too long is told so; then the lock is gone', async () => {
  const before = await everything();
  const found = await withClient(context.database.ownerUrl, (client) =>
    lockTables(context.api.url, client, users, never),
  );
  // On a busy machine not all ten connections are open yet when the first requests give up.
  const { waitingAtOnce = 0, sessions = 0 } = found ?? {};
  assert.ok(waitingAtOnce > 1 && waitingAtOnce <= 10, String(waitingAtOnce));
  assert.ok(sessions >= waitingAtOnce && sessions <= 10, String(sessions));
  assert.ok((found?.refused ?? 0) >= 10);
  assert.ok((found?.firstRefusedMs ?? 0) >= 2000);
  assert.equal(found?.connectionsInAll, 97);
  assert.equal(await isLocked(), false);
  assert.deepEqual(await everything(), before);
});

test('Ctrl-C while they are locked: the lock is gone', async () => {
  const interrupt = new AbortController();
  const probe = withClient(context.database.ownerUrl, (client) =>
    lockTables(context.api.url, client, users, interrupt.signal),
  );
  const ended = assert.rejects(probe, { name: 'AbortError' });
  await waitFor(isLocked);
  interrupt.abort();
  await ended;
  assert.equal(await isLocked(), false);
});

test('a table that somebody else holds is left to them', async () => {
  const found = await withClient(context.database.ownerUrl, async (holder) => {
    await holder.query('BEGIN; LOCK TABLE posts IN ACCESS SHARE MODE');
    return withClient(context.database.ownerUrl, (client) => lockTables(context.api.url, client, users, never));
  });
  assert.equal(found, undefined);
});
