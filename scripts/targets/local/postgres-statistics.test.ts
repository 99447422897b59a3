import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { databaseUrls, withClient } from '../../../db-migrations/src/database-access.ts';
import { ensureRoles } from '../../../db-migrations/src/roles.ts';
import {
  createTestDatabase,
  readTestServer,
  type TestDatabase,
} from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { sumOf } from '../../lib/metrics.ts';
import { postgresStatistics } from './postgres-statistics.ts';

let database: TestDatabase;
let monitorUrl: string;
const statistics = postgresStatistics(2000);

before(async () => {
  const { port, passwords } = readTestServer();
  database = await createTestDatabase();
  monitorUrl = databaseUrls({ host: '127.0.0.1', port }, passwords, database.name).monitor;
  // A role is the whole server's: another test may have changed its password.
  await ensureRoles(database.adminUrl, { passwords });
  await database.query(`GRANT CONNECT ON DATABASE ${database.name} TO feed_monitor`);
});

after(async () => {
  await statistics.close();
  await database.drop();
});

async function value(name: string, labels = {}): Promise<number> {
  return sumOf((await statistics.read(monitorUrl)).samples, name, labels);
}

test('a scan of posts counts each of its rows', async () => {
  const read = () => value('pg_stat_user_tables_seq_tup_read', { relname: 'posts' });
  const before = await read();
  await database.query('SELECT count(content) FROM posts');
  // A session tells its counts when it ends.
  await waitFor(async () => (await read()) > before);
  assert.equal((await read()) - before, 10_000);
});

test('sessions are counted without the one that asks, and max_connections is there', async () => {
  await waitFor(async () => (await value('pg_stat_activity_count')) === 0);
  assert.ok((await value('pg_settings_max_connections')) >= 100);
});

test('the index is found when it is there', async () => {
  assert.equal((await statistics.read(monitorUrl)).indexValid, false);
  await database.query('CREATE INDEX idx_posts_created_at ON posts (created_at DESC)');
  assert.equal((await statistics.read(monitorUrl)).indexValid, true);
});

test('who watches sees no row of a table', async () => {
  await assert.rejects(
    withClient(monitorUrl, (client) => client.query('SELECT FROM posts')),
    /permission denied/,
  );
});
