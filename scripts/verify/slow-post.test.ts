// Early: lets posts wait for seconds.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connections, CreatePool } from '../../app/src/database/connections.ts';
import { openConnections as openSharedPool } from '../../app/src/database/shared-pool.ts';
import { startTestApi, useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { countWaiting } from '../../db-migrations/src/testing/count-waiting.ts';
import { beginVerify, deleteVerifyRows } from '../../db-migrations/src/verify-rows.ts';
import { waitUntil } from '../lib/timing.ts';
import { startSlowPost } from './slow-post.ts';

const context = useTestApi();

/** A second statement when the first one takes longer than 0.2 s. */
function openHedged(createPool: CreatePool): Connections {
  const { use, close } = openSharedPool(createPool);
  return {
    close,
    use: (work) => Promise.race([use(work), wait(200).then(() => use(work))]),
  };
}

const waitForStatements = async (statements: number) =>
  assert.ok(await waitUntil(async () => (await countWaiting(context.database)) === statements, { timeoutMs: 8000 }));

/** Sends the slow post, ends it after `meanwhile`, and resolves to how many rows it becomes. */
const countCopies = (address: string, meanwhile: () => Promise<void>) =>
  withClient(context.database.ownerUrl, async (client) => {
    await beginVerify(client);
    const slowPost = await startSlowPost(address, client);
    await meanwhile();
    return slowPost.end().finally(() => deleteVerifyRows(client));
  });

test('a post that has to wait becomes one row, and the feed does not have to wait', async () => {
  assert.equal(await countCopies(context.api.url, () => waitForStatements(1)), 1);
});

test('a post whose statement is sent twice when it has to wait becomes two', async () => {
  const api = await startTestApi(context.database.apiUrl, openHedged);
  try {
    assert.equal(await countCopies(api.url, () => waitForStatements(2)), 2);
  } finally {
    await api.close();
  }
});

test('a slow machine that ends it late does not make the API cancel it', async () => {
  const untilReleased = async () => {
    await waitForStatements(1);
    await waitForStatements(0);
  };
  assert.equal(await countCopies(context.api.url, untilReleased), 1);
});
