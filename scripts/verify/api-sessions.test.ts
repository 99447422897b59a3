import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { apiRole } from '../../db-migrations/src/names.ts';
import { createTestDatabase, type TestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { cancelApiQueries, countApiSessions, endApiSessions } from './api-sessions.ts';

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

test('only queries that wait for a lock are canceled', async () => {
  await withClient(database.ownerUrl, async (owner) => {
    const sessions = [new pg.Client(database.apiUrl), new pg.Client(database.apiUrl)] as const;
    await Promise.all(sessions.map((session) => session.connect()));
    await owner.query('BEGIN; LOCK TABLE posts IN ACCESS EXCLUSIVE MODE');
    const sleeping = sessions[0].query('SELECT pg_sleep(0.5)');
    const canceled = assert.rejects(sessions[1].query('SELECT count(*) FROM posts'), { code: '57014' });
    await waitFor(async () => (await countApiSessions(owner)).waiting === 1);
    assert.equal(await cancelApiQueries(owner, apiRole), 1);
    await canceled;
    assert.equal((await sleeping).rowCount, 1);
    await owner.query('ROLLBACK');
    await Promise.all(sessions.map((session) => session.end()));
  });
});
