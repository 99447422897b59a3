import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

// `helm test` runs this in the cluster, in the API's own image: the contract of docs/api.md, asked of whatever variant is deployed.
// It leaves one post behind, of user 1.

const url = process.env.API_URL ?? 'http://127.0.0.1:3000';
const attempts = 20;

/** Asks as a patient client does: comes back when a 503 says so, as the broken variant may even when nothing else goes on. */
async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${url}${path}`, options);
    if (response.status !== 503 || attempt === attempts) return response;
    await wait(Number(response.headers.get('retry-after')) * 1000);
  }
}

const post = (body: string, type = 'application/json') =>
  ask('/posts', { method: 'POST', headers: { 'content-type': type }, body });

async function errorOf(response: Response): Promise<[status: number, code: string]> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  assert.equal(typeof error.message, 'string');
  return [response.status, error.code];
}

type Row = Record<string, unknown>;

test('GET /feed: the 20 newest posts, newest first, with their authors', async () => {
  const response = await ask('/feed');
  assert.equal(response.status, 200);
  const posts = (await response.json()) as Row[];
  assert.equal(posts.length, 20);
  for (const row of posts)
    assert.deepEqual(Object.keys(row).sort(), ['content', 'created_at', 'id', 'user_id', 'username']);
  const instants = posts.map((row) => String(row.created_at));
  assert.deepEqual(instants, instants.toSorted().reverse());
});

test('POST /posts: 201, the row, its Location, and the post is in the next feed', async () => {
  const response = await post(JSON.stringify({ user_id: 1, content: 'written by helm test' }));
  assert.equal(response.status, 201);
  const row = (await response.json()) as Row;
  assert.deepEqual([row.user_id, row.content], [1, 'written by helm test']);
  assert.equal((await ask(response.headers.get('location') ?? '')).status, 200);
  const feed = (await (await ask('/feed')).json()) as Row[];
  assert.ok(feed.some(({ id }) => id === row.id));
});

test('GET /users/:id/posts: pages that follow one another by their Link', async () => {
  const first = await ask('/users/1/posts?limit=2');
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const [one, other] = [(await first.json()) as Row[], (await (await ask(next)).json()) as Row[]];
  assert.deepEqual([one.length, other.length], [2, 2]);
  assert.ok(Number(one[1]?.id) > Number(other[0]?.id));
});

test('mistakes are answered with their status and code', async () => {
  assert.deepEqual(await errorOf(await ask('/nowhere')), [404, 'unknown_route']);
  assert.deepEqual(await errorOf(await ask('/users/2147483647/posts')), [404, 'unknown_user']);
  assert.deepEqual(await errorOf(await ask('/users/1/posts?limit=0')), [400, 'invalid_limit']);
  assert.deepEqual(await errorOf(await post('{')), [400, 'invalid_json']);
  assert.deepEqual(await errorOf(await post('{"user_id": 1, "content": " "}')), [400, 'content_empty']);
  assert.deepEqual(await errorOf(await post('user_id=1', 'text/plain')), [415, 'unsupported_media_type']);
  assert.deepEqual(await errorOf(await post(`"${'x'.repeat(17_000)}"`)), [413, 'body_too_large']);
  const wrongMethod = await ask('/feed', { method: 'DELETE' });
  assert.equal(wrongMethod.headers.get('allow'), 'GET, HEAD, OPTIONS');
  assert.deepEqual(await errorOf(wrongMethod), [405, 'method_not_allowed']);
});

test('probes and metrics answer, in Prometheus’s format', async () => {
  assert.equal((await ask('/livez')).status, 200);
  assert.equal((await ask('/readyz')).status, 200);
  const metrics = await ask('/metrics');
  assert.match(metrics.headers.get('content-type') ?? '', /^text\/plain/);
  assert.match(await metrics.text(), /^feed_build_info\{.*variant="\w+"\} 1$/m);
});
