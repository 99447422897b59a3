import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { migrate } from './migrate.ts';
import { createTestDatabase } from './testing/test-database.ts';

const database = await createTestDatabase();
after(() => database.drop());

// As in migration 1, until posts of the same millisecond turned up in every feed.
beforeEach(() => database.query('ALTER TABLE posts ALTER COLUMN created_at TYPE timestamptz(3)'));

async function readTable() {
  const [row] = await database.query<{ type: string }>(`
    SELECT format_type(atttypid, atttypmod) AS type, pg_relation_filenode('posts') AS file,
      pg_relation_filenode(to_regclass('idx_posts_created_at')) AS index,
      (SELECT count(*)::integer FROM pg_stats WHERE tablename = 'posts' AND attname = 'created_at') AS statistics
    FROM pg_attribute WHERE attrelid = 'posts'::regclass AND attname = 'created_at'`);
  return row;
}

test("an older lab's posts get microseconds with the next migration; nothing is rewritten", async () => {
  await database.query('CREATE INDEX idx_posts_created_at ON posts (created_at DESC)');
  await database.query('ANALYZE posts');
  const before = await readTable();
  await migrate(database.ownerUrl, 2);
  assert.deepEqual(await readTable(), { ...before, type: 'timestamp with time zone', statistics: 1 });
});

test('if a view uses the column, it keeps its type, and the migration continues', async () => {
  await database.query('CREATE VIEW mine AS SELECT created_at FROM posts');
  await migrate(database.ownerUrl, 1);
  assert.equal((await readTable())?.type, 'timestamp(3) with time zone');
  await database.query('DROP VIEW mine');
});
