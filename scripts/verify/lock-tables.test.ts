// Early: waits for locks.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from '../../db-migrations/src/database-access.ts';
import { countWaiting } from '../../db-migrations/src/testing/count-waiting.ts';
import { createTestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { withLockedTables } from './lock-tables.ts';

const database = await createTestDatabase();
after(() => database.drop());

test('a query that waits for one of the tables while it has the other is not canceled', async () => {
  const open = () => connect(database.ownerUrl);
  const [feed, list, verify] = await Promise.all([open(), open(), open()]);
  try {
    await feed.query('BEGIN; SELECT FROM posts LIMIT 1');
    const locking = withLockedTables(verify, async () => 'granted');
    await waitFor(async () => (await countWaiting(database)) === 1);
    await list.query('BEGIN; SELECT FROM users LIMIT 1');
    let isRead = false;
    const reading = list.query('SELECT FROM posts LIMIT 1').then(() => {
      isRead = true;
    });
    // Until it waits behind verify, unless verify has given up just then.
    await waitFor(async () => isRead || (await countWaiting(database)) === 2);
    await feed.query('COMMIT');
    await reading;
    await list.query('COMMIT');
    assert.equal(await locking, 'granted');
  } finally {
    await Promise.all([feed, list, verify].map((client) => client.end()));
  }
});
