import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

// The contract of docs/api.md. `helm test` runs this file in the API's image against the deployed
// variant, and app/src/contract.test.ts runs it against the code. It creates one post of user 1.

/** A request of contract.json and the promised answer. No request creates a row. */
export interface ContractRow {
  /** Method and path. */
  request: string;
  /** Describes the body; absent if there is none. */
  with?: string;
  json?: unknown;
  /** A body that is not sent as JSON, and its content type. */
  text?: string;
  type?: string;
  status: number;
  /** The error code; absent if the request succeeds. */
  code?: string;
  /** Response headers, each with a regular expression for its value. */
  headers?: Record<string, string>;
}

type ResponseRow = Record<string, unknown>;

const contract: ContractRow[] = JSON.parse(readFileSync(new URL('contract.json', import.meta.url), 'utf8'));
const attempts = 20;

/**
 * Sends `request`, a method and a path. Retries after a 503, as its Retry-After asks: the broken
 * variant may answer 503 even when it is idle.
 */
async function send(request: string, body?: string, type = 'application/json'): Promise<Response> {
  const [method = '', path = ''] = request.split(' ');
  const options: RequestInit = body === undefined ? { method } : { method, headers: { 'content-type': type }, body };
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${process.env.API_URL ?? 'http://127.0.0.1:3000'}${path}`, options);
    if (response.status !== 503 || attempt === attempts) return response;
    await wait(Number(response.headers.get('retry-after')) * 1000);
  }
}

async function assertError(response: Response, status: number, code: string): Promise<void> {
  assert.equal(response.status, status);
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  assert.equal(error.code, code);
  assert.equal(typeof error.message, 'string');
}

for (const { request, with: body, json, text, type, status, code, headers = {} } of contract)
  test(`${request}${body ? ` with ${body}` : ''}: ${code ?? status}`, async () => {
    const response = await send(request, json === undefined ? text : JSON.stringify(json), type);
    if (code) await assertError(response, status, code);
    assert.equal(response.status, status);
    for (const [name, pattern] of Object.entries(headers))
      assert.match(response.headers.get(name) ?? '', new RegExp(pattern), name);
  });

test('POST /posts with more than 16 KiB: body_too_large', async () => {
  await assertError(await send('POST /posts', `"${'x'.repeat(17_000)}"`), 413, 'body_too_large');
});

test('GET /feed: the 20 newest posts, newest first, with their authors', async () => {
  const posts = (await (await send('GET /feed')).json()) as ResponseRow[];
  assert.equal(posts.length, 20);
  for (const row of posts)
    assert.deepEqual(Object.keys(row).sort(), ['content', 'created_at', 'id', 'user_id', 'username']);
  const times = posts.map((row) => String(row.created_at));
  assert.deepEqual(times, times.toSorted().reverse());
});

test('POST /posts: 201, the row, its Location, and the post is in the next feed', async () => {
  const response = await send('POST /posts', JSON.stringify({ user_id: 1, content: 'written by helm test' }));
  assert.equal(response.status, 201);
  const row = (await response.json()) as ResponseRow;
  assert.deepEqual([row.user_id, row.content], [1, 'written by helm test']);
  assert.equal((await send(`GET ${response.headers.get('location')}`)).status, 200);
  const feed = (await (await send('GET /feed')).json()) as ResponseRow[];
  assert.ok(feed.some(({ id }) => id === row.id));
});

test('GET /users/:id/posts: the Link header leads to the next page', async () => {
  const first = await send('GET /users/1/posts?limit=2');
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const [one, other] = [
    (await first.json()) as ResponseRow[],
    (await (await send(`GET ${next}`)).json()) as ResponseRow[],
  ];
  assert.deepEqual([one.length, other.length], [2, 2]);
  assert.ok(Number(one[1]?.id) > Number(other[0]?.id));
});

test('GET /metrics: the running build', async () => {
  assert.match(await (await send('GET /metrics')).text(), /^feed_build_info\{.*variant="\w+"\} 1$/m);
});
