import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { connect, withClient } from '../../../db-migrations/src/database-access.ts';
import { createTestDatabase, type TestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import type { ScaleOption } from './scale-option.ts';
import { scaleOptions } from './scale-options.ts';

const newest = 'SELECT created_at::text FROM posts ORDER BY created_at DESC LIMIT 20';

/** A database in which the option's SQL has run. */
async function createWith({ sql }: ScaleOption): Promise<TestDatabase> {
  const database = await createTestDatabase();
  for (const text of sql) await database.query(text);
  return database;
}

/** The times of the feed's posts, and of those that it should have, as of the same moment. */
async function readFeeds(client: pg.Client, { feedQuery }: ScaleOption): Promise<[shown: string[], wanted: string[]]> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const feed = `SELECT created_at::text FROM (${feedQuery}) AS feed ORDER BY feed.created_at DESC`;
  const [shown, wanted] = [await client.query(feed), await client.query(newest)];
  await client.query('COMMIT');
  return [shown.rows, wanted.rows].map((rows) => rows.map(({ created_at }) => created_at)) as [string[], string[]];
}

const insert = (createdAt: string, rows: number) =>
  `INSERT INTO posts (user_id, content, created_at)
   SELECT 1 + number % 600, 'new', ${createdAt} FROM generate_series(1, ${rows}) AS number`;
/**
 * Two statements that lock the same posts in different orders would be a deadlock with any option.
 */
const chooseNewest = (rows: number) =>
  `(SELECT id FROM posts ORDER BY created_at DESC LIMIT ${rows} FOR UPDATE SKIP LOCKED)`;

const changes = {
  'a new post': insert('now()', 1),
  'an import of old posts': insert(`'2020-01-01'::timestamptz + number * interval '1 minute'`, 1500),
  'the newest posts are deleted': `DELETE FROM posts WHERE id IN ${chooseNewest(990)}`,
  'and more of them': `DELETE FROM posts WHERE id IN ${chooseNewest(400)}`,
  'the newest posts get another time': `UPDATE posts SET created_at = '2019-01-01' WHERE id IN ${chooseNewest(995)}`,
  'an old post becomes the newest': `UPDATE posts SET created_at = now() WHERE id = 17`,
  'many new posts': insert('clock_timestamp()', 12_000),
  'an import of posts of all ages': insert(`now() - random() * interval '300 days'`, 3000),
  'all posts are deleted': 'DELETE FROM posts',
  'a post in an empty table': insert('now()', 1),
  'the table is emptied': 'TRUNCATE posts',
  'a post in the emptied table': insert('now()', 1),
};

for (const option of Object.values(scaleOptions))
  test(`${option.name}: the feed has the newest posts, whatever changes`, async () => {
    const database = await createWith(option);
    try {
      await withClient(database.ownerUrl, async (client) => {
        for (const [change, statement] of Object.entries(changes)) {
          await client.query(statement);
          const [shown, wanted] = await readFeeds(client, option);
          assert.deepEqual(shown, wanted, change);
        }
      });
    } finally {
      await database.drop();
    }
  });

let database: TestDatabase;
before(async () => {
  database = await createWith(scaleOptions.feedTable);
});
after(() => database.drop());

test('a feed table stays right and small while several programs add, import, change and delete posts', async () => {
  const statements = [
    ...[insert('now()', 1), insert('now()', 20), insert('clock_timestamp()', 1200)],
    insert(`now() - random() * interval '300 days'`, 50),
    `DELETE FROM posts WHERE id IN ${chooseNewest(700)}`,
    `UPDATE posts SET created_at = created_at - interval '1 year' WHERE id IN ${chooseNewest(30)}`,
  ];
  const rounds = 40;
  const reader = await connect(database.ownerUrl);
  const writers = await Promise.all(statements.map(() => connect(database.ownerUrl)));
  try {
    let writing = true;
    const write = async (writer: pg.Client, first: number) => {
      for (let round = 0; round < rounds; round += 1)
        await writer.query(statements[(first + round) % statements.length] ?? '');
    };
    const read = async () => {
      while (writing) {
        const [shown, wanted] = await readFeeds(reader, scaleOptions.feedTable);
        assert.deepEqual(shown, wanted);
      }
    };
    const written = Promise.all(writers.map(write)).finally(() => {
      writing = false;
    });
    await Promise.all([written, read()]);
    await reader.query(insert('now()', 10_000));
    const { rows } = await reader.query<{ kept: number }>('SELECT count(*)::integer AS kept FROM feed_posts');
    assert.ok(Number(rows[0]?.kept) <= 11_000 + 1200, `${rows[0]?.kept} rows`);
  } finally {
    await Promise.all([reader, ...writers].map((client) => client.end()));
  }
});

test('a feed table that is filled again waits for posts that are not committed yet', async () => {
  const [adding, deleting] = await Promise.all([connect(database.ownerUrl), connect(database.ownerUrl)]);
  try {
    await adding.query('TRUNCATE posts');
    await adding.query(insert(`now() - number * interval '1 minute'`, 2000));
    await adding.query('SELECT fill_feed()');
    await adding.query('BEGIN');
    // Older than all posts of the feed, and newer than the next one.
    await adding.query(insert(`now() - interval '1000.5 minutes' + 0 * number * interval '1 minute'`, 1));
    let isDone = false;
    const deleted = deleting.query(`DELETE FROM posts WHERE id IN ${chooseNewest(990)}`).then(() => {
      isDone = true;
    });
    const isWaiting = async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return isDone || (await adding.query(waiting)).rowCount === 1;
    };
    await waitFor(isWaiting);
    await adding.query('COMMIT');
    await deleted;
    const [shown, wanted] = await readFeeds(adding, scaleOptions.feedTable);
    assert.deepEqual(shown, wanted);
  } finally {
    await Promise.all([adding.end(), deleting.end()]);
  }
});
