import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase, type TestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { countAdded } from './added-sessions.ts';
import { countApiSessions } from './api-sessions.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

const query = 'SELECT pg_sleep(0.1)';

/** A session that runs so many queries, and then ends. */
async function useSession(queries: number): Promise<void> {
  const session = new pg.Client(database.apiUrl);
  await session.connect();
  for (let count = 0; count < queries; count += 1) await session.query(query);
  await session.end();
}

const added = (work: () => Promise<unknown>): Promise<number> =>
  withClient(database.ownerUrl, (owner) => countAdded(owner, async () => void (await work())));

test('sessions that are added for a while and used several times are counted, even if they have ended', async () => {
  const work = () => Promise.all([useSession(5), useSession(5), useSession(1)]);
  assert.equal(await added(work), 2);
});

test('sessions for one request each are not counted, however many there are', async () => {
  const work = () => Promise.all([useSession(1), useSession(1), useSession(1), useSession(1)]);
  assert.equal(await added(work), 0);
});

test('sessions that replace others are not counted', async () => {
  const old = new pg.Client(database.apiUrl);
  await old.connect();
  const allAreGone = () =>
    withClient(database.ownerUrl, (owner) => waitFor(async () => (await countApiSessions(owner)).sessions === 0));
  const replaceTwice = async () => {
    await old.end();
    await allAreGone();
    await useSession(5);
    await allAreGone();
    await useSession(5);
  };
  assert.equal(await added(replaceTwice), 0);
});
