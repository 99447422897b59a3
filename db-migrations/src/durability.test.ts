import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from './database-access.ts';
import { countUnflushedWrites, findUnloggedTables } from './durability.ts';
import { createTestDatabase } from './testing/test-database.ts';
import { waitFor } from './testing/wait-for.ts';

const database = await createTestDatabase();
const owner = await connect(database.ownerUrl);
after(async () => {
  await owner.end();
  await database.drop();
});

test('unlogged tables and partitions are found in every schema; no table of the lab is one', async () => {
  const find = async () => (await findUnloggedTables(owner)).map(({ name, isLabs }) => [name, isLabs]);
  assert.deepEqual(await find(), []);
  await database.query(`
    CREATE UNLOGGED TABLE feed_of_today (id integer);
    CREATE TABLE by_day (day date) PARTITION BY RANGE (day);
    CREATE UNLOGGED TABLE by_day_default PARTITION OF by_day DEFAULT;
    CREATE SCHEMA mine;
    CREATE UNLOGGED TABLE mine.posts (id integer);
    ALTER TABLE posts SET UNLOGGED`);
  assert.deepEqual(await find(), [
    ['mine.posts', false],
    ['public.by_day_default', false],
    ['public.feed_of_today', false],
    ['public.posts', true],
  ]);
  await database.query('ALTER TABLE posts SET LOGGED');
});

test('the scans of an unlogged table are counted, those of its indexes too', async () => {
  const scans = async () => (await findUnloggedTables(owner)).find(({ name }) => name === 'public.read_often')?.scans;
  await database.query('CREATE UNLOGGED TABLE read_often (id integer PRIMARY KEY)');
  const before = (await scans()) ?? 0;
  const reader = await connect(database.ownerUrl);
  await reader.query('SELECT count(*) FROM read_often');
  await reader.query('SET enable_seqscan = off');
  await reader.query('SELECT FROM read_often WHERE id = 1');
  // A session reports when it ends.
  await reader.end();
  await waitFor(async () => (await scans()) === before + 2);
});

/** Counts for an API whose commits are flushed, or are not, while somebody else writes, too. */
async function countWith(setting: 'on' | 'off'): Promise<number> {
  const other = await connect(database.ownerUrl);
  const api = await connect(database.apiUrl);
  await other.query('SET synchronous_commit = off');
  await api.query(`SET synchronous_commit = ${setting}`);
  try {
    return await countUnflushedWrites(
      owner,
      async () => {
        const written = other.query('CREATE TABLE IF NOT EXISTS noise AS SELECT generate_series(1, 1000)');
        await api.query(`INSERT INTO posts (user_id, content) VALUES (1, 'hello')`);
        await written;
      },
      10,
    );
  } finally {
    await Promise.all([api.end(), other.end()]);
  }
}

test('a post that PostgreSQL confirms before it is on disk is noticed, and only such a post', async () => {
  assert.equal(await countWith('on'), 0);
  assert.ok((await countWith('off')) > 0);
});
