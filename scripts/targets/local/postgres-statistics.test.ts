import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { databaseUrls, withClient } from '../../../db-migrations/src/database-access.ts';
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
const statistics = postgresStatistics(20_000);

before(async () => {
  const { port, passwords } = readTestServer();
  database = await createTestDatabase();
  monitorUrl = databaseUrls({ host: '127.0.0.1', port }, passwords, database.name).monitor;
  await database.query(`GRANT CONNECT ON DATABASE ${database.name} TO feed_monitor`);
});

after(async () => {
  await statistics.close();
  await database.drop();
});

async function value(name: string, labels = {}): Promise<number> {
  return sumOf((await statistics.read(monitorUrl)).samples, name, labels);
}

test('a sequential scan of posts counts each row it reads', async () => {
  const read = () => value('pg_stat_user_tables_seq_tup_read', { relname: 'posts' });
  const before = await read();
  await database.query('SELECT count(content) FROM posts');
  // A session reports its counts when it ends.
  await waitFor(async () => (await read()) > before);
  assert.equal((await read()) - before, 10_000);
});

test('sessions are counted, except the one of the query itself, and max_connections is reported', async () => {
  await waitFor(async () => (await value('pg_stat_activity_count')) === 0);
  assert.ok((await value('pg_settings_max_connections')) >= 100);
});

test('the index is reported once it exists', async () => {
  assert.equal((await statistics.read(monitorUrl)).indexValid, false);
  await database.query('CREATE INDEX idx_posts_created_at ON posts (created_at DESC)');
  assert.equal((await statistics.read(monitorUrl)).indexValid, true);
});

test('the monitoring role cannot read tables', async () => {
  await assert.rejects(
    withClient(monitorUrl, (client) => client.query('SELECT FROM posts')),
    /permission denied/,
  );
});
