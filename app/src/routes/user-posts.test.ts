import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi({
  async prepare(database) {
    await database.query(
      `INSERT INTO users (id, username) VALUES (601, 'nobody_wrote_yet'), (602, 'same_instant'), (603, 'same_millisecond')`,
    );
    await database.query(
      `INSERT INTO posts (user_id, content, created_at) SELECT 602, 'n ' || n, '2026-02-02' FROM generate_series(1, 5) AS n`,
    );
    await database.query(
      `INSERT INTO posts (user_id, content, created_at)
       SELECT 603, 'n ' || n, '2026-02-02'::timestamptz + (n * 7 % 5) * interval '1 microsecond' FROM generate_series(1, 5) AS n`,
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

test("a user's posts are listed newest first, 20 by default", async () => {
  const { status, body } = await get('/users/1/posts');
  const expected = await context.database.query(
    'SELECT id, user_id, content, created_at FROM posts WHERE user_id = 1 ORDER BY created_at DESC LIMIT 20',
  );
  assert.equal(status, 200);
  assert.deepEqual(body, JSON.parse(JSON.stringify(expected)));
});

test('following the Link headers reads every post once, in order', async () => {
  const expected = await context.database.query<{ id: number }>(
    'SELECT id FROM posts WHERE user_id = 1 ORDER BY created_at DESC, id DESC',
  );
  assert.ok(expected.length > 100);
  assert.deepEqual(
    await readAllPages('/users/1/posts?limit=37'),
    expected.map(({ id }) => id),
  );
});

for (const [what, user] of [
  ['instant', 602],
  ['millisecond', 603],
] as const)
  test(`posts of the same ${what} are neither lost nor repeated between pages`, async () => {
    const ids = await readAllPages(`/users/${user}/posts?limit=2`);
    const expected = await context.database.query<{ id: number }>(
      'SELECT id FROM posts WHERE user_id = $1 ORDER BY created_at DESC, id DESC',
      [user],
    );
    assert.deepEqual(
      ids,
      expected.map(({ id }) => id),
    );
    assert.equal(ids.length, 5);
  });

test('the last page has no Link header', async () => {
  assert.equal((await get('/users/602/posts?limit=5')).next, undefined);
});

test('a user without posts has an empty list', async () => {
  assert.deepEqual(await get('/users/601/posts'), { status: 200, body: [], next: undefined });
});
