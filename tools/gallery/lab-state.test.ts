import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase, lockPosts } from '../../db-migrations/src/testing/test-database.ts';
import { differencesBetween, readLabState } from './lab-state.ts';

const database = await createTestDatabase();
after(() => database.drop());

/** This database's part of the state: other tests use the same server meanwhile. */
const read = () =>
  withClient(database.ownerUrl, async (client) => {
    const state = await readLabState(client);
    return { ...state, sessions: state.sessions.filter((line) => line.includes('a forgotten one')) };
  });

async function changedBy(...statements: string[]): Promise<string> {
  const before = await read();
  for (const statement of statements) await database.query(statement);
  return differencesBetween(before, await read()).join('\n');
}

test('a lab that nobody changed is as it was', async () => {
  assert.equal(await changedBy('SELECT 1'), '');
});

test('a changed row, a table, a setting and a dropped constraint are differences', async () => {
  assert.match(await changedBy(`UPDATE posts SET content = 'x' WHERE id = 1`), /^rows: - public\.posts .*\nrows: \+ /);
  assert.match(await changedBy('CREATE UNLOGGED TABLE left_over ()'), /rows: \+ public\.left_over \(r u\): 0 rows/);
  assert.match(await changedBy(`ALTER DATABASE ${database.name} SET work_mem = '8MB'`), /settings: \+ .*work_mem=8MB/);
  assert.match(await changedBy('ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey'), /schema: - .*FOREIGN KEY/);
});

test('a session that was left open and a lock that was not released are differences', async () => {
  const before = await read();
  const during = await withClient(database.ownerUrl, read, { application_name: 'a forgotten one' });
  assert.match(differencesBetween(before, during).join('\n'), /^sessions: \+ feed_owner a forgotten one idle$/m);
  const release = await lockPosts(database.ownerUrl);
  const locked = await read();
  await release();
  assert.match(differencesBetween(before, locked).join('\n'), /^locks: \+ feed_owner AccessExclusiveLock posts$/m);
});
