import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { apiRole } from '../../db-migrations/src/names.ts';
import { createTestDatabase, type TestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { endApiSessions } from './api-sessions.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

test('a session that has just been opened can finish its first statement before it is ended', async () => {
  const errors: Error[] = [];
  await withClient(database.ownerUrl, async (owner) => {
    const session = new pg.Client(database.apiUrl).on('error', (error) => errors.push(error));
    const ended = new Promise((resolve) => session.once('end', resolve));
    await session.connect();
    await Promise.all([session.query('SELECT pg_sleep(0.05)'), endApiSessions(owner, apiRole)]);
    await ended;
  });
  assert.match(String(errors[0]), /terminating connection due to administrator command/);
});
