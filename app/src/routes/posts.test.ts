import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi();

const json = { 'content-type': 'application/json' };

interface ErrorBody {
  error?: { code: string };
}

function send(body: string | Uint8Array | ReadableStream, headers: Record<string, string> = json): Promise<Response> {
  return fetch(`${context.api.url}/posts`, { method: 'POST', headers, body, duplex: 'half' });
}

async function post(body: unknown) {
  const response = await send(JSON.stringify(body));
  return { response, body: (await response.json()) as Record<string, unknown> & ErrorBody };
}

test('creating a post returns 201, the row and its Location', async () => {
  const { response, body } = await post({ user_id: 3, content: 'hello' });
  assert.equal(response.status, 201);
  assert.deepEqual(Object.keys(body), ['id', 'user_id', 'content', 'created_at']);
  assert.equal(body.content, 'hello');
  const location = response.headers.get('location') ?? '';
  const [newest] = (await (await fetch(`${context.api.url}${location}`)).json()) as { id: number }[];
  assert.equal(newest?.id, body.id);
});

test('content is passed as a value and never as SQL', async () => {
  const content = `'); DROP TABLE posts; --`;
  const { response, body } = await post({ user_id: 3, content });
  assert.equal(response.status, 201);
  assert.equal(body.content, content);
});

test('content has at most 280 characters, counted by code point as in PostgreSQL', async () => {
  const longest = '🦆'.repeat(280);
  const { response, body } = await post({ user_id: 3, content: longest });
  assert.equal(response.status, 201);
  const [row] = await context.database.query<{ length: number }>(
    'SELECT char_length(content) AS length FROM posts WHERE id = $1',
    [body.id],
  );
  assert.equal(row?.length, 280);
  const tooLong = await post({ user_id: 3, content: `${longest}.` });
  assert.equal(tooLong.response.status, 400);
  assert.equal(tooLong.body.error?.code, 'content_too_long');
});

const unreadable: [
  what: string,
  status: number,
  code: string,
  body: string | Uint8Array,
  headers: Record<string, string>,
][] = [
  ['invalid UTF-8', 400, 'invalid_json', Buffer.from('7b2261223a22ff227d', 'hex'), json],
  [
    'UTF-16',
    415,
    'unsupported_media_type',
    Buffer.from('{"user_id": 3}', 'utf16le'),
    { 'content-type': 'application/json; charset=utf-16' },
  ],
  ['no content type', 415, 'unsupported_media_type', new Uint8Array([123, 125]), {}],
  ['a bare string', 400, 'invalid_json', '"hello"', json],
  ['an unknown encoding', 415, 'unsupported_media_type', '{}', { ...json, 'content-encoding': 'rot13' }],
];
for (const [what, status, code, body, headers] of unreadable)
  test(`${what} is refused with ${code}`, async () => {
    const response = await send(body, headers);
    assert.equal(response.status, status);
    assert.equal(((await response.json()) as ErrorBody).error?.code, code);
  });

test('an empty body without a Content-Length is refused with invalid_json', async () => {
  const response = await send(new ReadableStream({ start: (controller) => controller.close() }));
  assert.equal(response.status, 400);
  assert.equal(((await response.json()) as ErrorBody).error?.code, 'invalid_json');
});

test('a body of 16 KiB is accepted, and one byte more is refused', async () => {
  const bodyOfSize = (bytes: number) => {
    const frame = JSON.stringify({ user_id: 3, content: 'hello', padding: '' });
    return frame.replace('"padding":""', `"padding":"${'x'.repeat(bytes - frame.length)}"`);
  };
  assert.equal((await send(bodyOfSize(16 * 1024))).status, 201);
  assert.equal((await send(bodyOfSize(16 * 1024 + 1))).status, 413);
});
