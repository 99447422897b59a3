import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { openConnections as openSharedPool } from '../database/shared-pool.ts';
import { openWithLongTimeout, startTestApi } from '../testing/use-test-api.ts';

const database = await createTestDatabase();
after(() => database.drop());

for (const [variant, openConnections] of Object.entries({ broken: openWithLongTimeout, fixed: openSharedPool }))
  test(`${variant}: the feed is the 20 newest posts with their authors, newest first`, async (context) => {
    const api = await startTestApi(database.apiUrl, openConnections);
    context.after(() => api.close());
    await database.query('INSERT INTO posts (user_id, content) VALUES (7, $1)', [`written for ${variant}`]);
    const response = await fetch(`${api.url}/feed`);
    assert.equal(response.status, 200);
    const posts = (await response.json()) as Record<string, unknown>[];
    const expected = await database.query(`
      SELECT posts.id, user_id, content, posts.created_at, username FROM posts JOIN users ON users.id = user_id
      ORDER BY posts.created_at DESC LIMIT 20`);
    assert.deepEqual(posts, JSON.parse(JSON.stringify(expected)));
    assert.deepEqual([posts.length, posts[0]?.content], [20, `written for ${variant}`]);
  });
