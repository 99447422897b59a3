import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi({
  async prepare(database) {
    await database.query(`INSERT INTO users (id, username) VALUES (601, 'nobody_wrote_yet'), (602, 'same_instant')`);
    await database.query(
      `INSERT INTO posts (user_id, content, created_at) SELECT 602, 'n ' || n, '2026-02-02' FROM generate_series(1, 5) AS n`,
    );
  },
});

async function get(path: string) {
  const response = await fetch(`${context.api.url}${path}`);
  const next = /<(.*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  return { status: response.status, body: await response.json(), next };
}

async function readAllPages(path: string): Promise<number[]> {
  const ids: number[] = [];
  for (let page: string | undefined = path; page; ) {
    const { body, next } = await get(page);
    ids.push(...(body as { id: number }[]).map(({ id }) => id));
    page = next;
  }
  return ids;
}

test("a user's posts come newest first, 20 unless asked otherwise", async () => {
  const { status, body } = await get('/users/1/posts');
  const expected = await context.database.query(
    'SELECT id, user_id, content, created_at FROM posts WHERE user_id = 1 ORDER BY created_at DESC LIMIT 20',
  );
  assert.equal(status, 200);
  assert.deepEqual(body, JSON.parse(JSON.stringify(expected)));
});

test('following the links reads every post once, in order', async () => {
  const expected = await context.database.query<{ id: number }>(
    'SELECT id FROM posts WHERE user_id = 1 ORDER BY created_at DESC, id DESC',
  );
  assert.ok(expected.length > 100);
  assert.deepEqual(
    await readAllPages('/users/1/posts?limit=37'),
    expected.map(({ id }) => id),
  );
});

test('posts of the same millisecond are neither lost nor repeated at the edge of a page', async () => {
  const ids = await readAllPages('/users/602/posts?limit=2');
  assert.equal(ids.length, 5);
  assert.equal(new Set(ids).size, 5);
});

test('the last page has no link to a next one', async () => {
  assert.equal((await get('/users/602/posts?limit=5')).next, undefined);
});

test('a user without posts has an empty list; a user nobody knows is unknown_user', async () => {
  assert.deepEqual(await get('/users/601/posts'), { status: 200, body: [], next: undefined });
  const { status, body } = await get('/users/999999/posts');
  assert.equal(status, 404);
  assert.equal((body as { error: { code: string } }).error.code, 'unknown_user');
});

const refused: [path: string, code: string][] = [
  ['/users/abc/posts', 'invalid_user_id'],
  ['/users/0/posts', 'invalid_user_id'],
  ['/users/-1/posts', 'invalid_user_id'],
  ['/users/1.5/posts', 'invalid_user_id'],
  ['/users/2147483648/posts', 'invalid_user_id'],
  ['/users/99999999999999999999/posts', 'invalid_user_id'],
  ['/users/1%20OR%201=1/posts', 'invalid_user_id'],
  ['/users/%ff/posts', 'invalid_path'],
  ['/users/1/posts?limit=0', 'invalid_limit'],
  ['/users/1/posts?limit=101', 'invalid_limit'],
  ['/users/1/posts?limit=ten', 'invalid_limit'],
  ['/users/1/posts?limit=', 'invalid_limit'],
  ['/users/1/posts?limit=1&limit=2', 'invalid_limit'],
  ['/users/1/posts?before=yesterday', 'invalid_before'],
  ['/users/1/posts?before=', 'invalid_before'],
  ['/users/1/posts?before=LTg2NDAwMDAwMDAwMDAwMDAuMQ', 'invalid_before'],
  [`/users/1/posts?before=${Buffer.from('9e99.1').toString('base64url')}`, 'invalid_before'],
];
for (const [path, code] of refused)
  test(`${path} is refused as ${code}`, async () => {
    const { status, body } = await get(path);
    assert.equal(status, 400);
    assert.equal((body as { error: { code: string } }).error.code, code);
  });
