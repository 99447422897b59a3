import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestDatabase, type TestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import * as shared from '../database/shared-pool.ts';
import { openPatiently } from '../testing/patient-pool.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let database: TestDatabase;
const apis: Record<string, TestApi> = {};

before(async () => {
  database = await createTestDatabase();
  apis.broken = await startTestApi(database.apiUrl, openPatiently);
  apis.fixed = await startTestApi(database.apiUrl, shared.openConnections);
});

after(async () => {
  for (const api of Object.values(apis)) await api.close();
  await database.drop();
});

for (const variant of ['broken', 'fixed']) {
  test(`${variant}: the feed is the 20 newest posts with their authors, newest first`, async () => {
    const response = await fetch(`${apis[variant]?.url}/feed`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    const posts = (await response.json()) as Record<string, unknown>[];
    const expected = await database.query(`
      SELECT posts.id, user_id, content, posts.created_at, username FROM posts JOIN users ON users.id = user_id
      ORDER BY posts.created_at DESC LIMIT 20`);
    assert.deepEqual(posts, JSON.parse(JSON.stringify(expected)));
    assert.equal(posts.length, 20);
    assert.deepEqual(Object.keys(posts[0] ?? {}), ['id', 'user_id', 'content', 'created_at', 'username']);
  });

  test(`${variant}: a new post is the first of the next feed`, async () => {
    const url = apis[variant]?.url;
    const content = `written for ${variant}`;
    const created = await fetch(`${url}/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: 7, content }),
    });
    assert.equal(created.status, 201);
    const [first] = (await (await fetch(`${url}/feed`)).json()) as { content: string }[];
    assert.equal(first?.content, content);
  });
}
