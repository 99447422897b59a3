import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi();

function send(body: string | Uint8Array, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  return fetch(`${context.api.url}/posts`, { method: 'POST', headers, body });
}

async function post(body: unknown) {
  const response = await send(JSON.stringify(body));
  return { response, body: (await response.json()) as Record<string, unknown> & { error?: { code: string } } };
}

test('a new post is answered with its row, 201, and where to find it', async () => {
  const { response, body } = await post({ user_id: 3, content: 'hello' });
  assert.equal(response.status, 201);
  assert.deepEqual(Object.keys(body), ['id', 'user_id', 'content', 'created_at']);
  assert.equal(body.content, 'hello');
  const location = response.headers.get('location') ?? '';
  const [newest] = (await (await fetch(`${context.api.url}${location}`)).json()) as { id: number }[];
  assert.equal(newest?.id, body.id);
});

test('content is a value and never SQL', async () => {
  const content = `'); DROP TABLE posts; --`;
  const { response, body } = await post({ user_id: 3, content });
  assert.equal(response.status, 201);
  assert.equal(body.content, content);
});

test('280 characters are counted as PostgreSQL counts them: by code point', async () => {
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

const refused: [what: string, body: unknown, status: number, code: string][] = [
  ['no object', ['hello'], 400, 'invalid_body'],
  ['no content', { user_id: 3 }, 400, 'content_missing'],
  ['null as content', { user_id: 3, content: null }, 400, 'content_missing'],
  ['empty content', { user_id: 3, content: '' }, 400, 'content_empty'],
  ['blank content', { user_id: 3, content: ' \n\t ' }, 400, 'content_empty'],
  ['a number as content', { user_id: 3, content: 5 }, 400, 'invalid_content'],
  ['a NUL in the content', { user_id: 3, content: 'a\0b' }, 400, 'invalid_content'],
  ['half a surrogate pair', { user_id: 3, content: 'a\ud83e' }, 400, 'invalid_content'],
  ['no user', { content: 'hello' }, 400, 'invalid_user_id'],
  ['a text as user', { user_id: '3', content: 'hello' }, 400, 'invalid_user_id'],
  ['user 0', { user_id: 0, content: 'hello' }, 400, 'invalid_user_id'],
  ['user 1.5', { user_id: 1.5, content: 'hello' }, 400, 'invalid_user_id'],
  ['a user out of range', { user_id: 2 ** 31, content: 'hello' }, 400, 'invalid_user_id'],
  ['a user nobody knows', { user_id: 999_999, content: 'hello' }, 404, 'unknown_user'],
];
for (const [what, body, status, code] of refused)
  test(`${what} is refused as ${code}`, async () => {
    const answer = await post(body);
    assert.equal(answer.response.status, status);
    assert.equal(answer.body.error?.code, code);
  });

const unreadable: [
  what: string,
  status: number,
  code: string,
  body: string | Uint8Array,
  headers?: Record<string, string>,
][] = [
  ['broken JSON', 400, 'invalid_json', '{"user_id": 3,'],
  ['an empty body', 400, 'invalid_json', ''],
  ['a broken UTF-8 sequence', 400, 'invalid_json', Buffer.from('7b2261223a22ff227d', 'hex')],
  [
    'UTF-16',
    415,
    'unsupported_media_type',
    Buffer.from('{"user_id": 3}', 'utf16le'),
    { 'content-type': 'application/json; charset=utf-16' },
  ],
  ['a form', 415, 'unsupported_media_type', 'user_id=3', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['no content type', 415, 'unsupported_media_type', new Uint8Array([123, 125])],
  [
    'an unknown encoding',
    415,
    'unsupported_media_type',
    '{}',
    { 'content-type': 'application/json', 'content-encoding': 'rot13' },
  ],
  ['an unknown charset', 415, 'unsupported_media_type', '{}', { 'content-type': 'application/json; charset=latin-9' }],
  ['17 KiB', 413, 'body_too_large', JSON.stringify({ user_id: 3, content: 'x'.repeat(17 * 1024) })],
];
for (const [what, status, code, body, headers = what === 'no content type' ? {} : undefined] of unreadable)
  test(`${what} is refused as ${code}`, async () => {
    const response = await send(body, headers);
    assert.equal(response.status, status);
    assert.equal(((await response.json()) as { error: { code: string } }).error.code, code);
  });

test('an empty body is refused as invalid_json, also when its length was not said', async () => {
  const body = new ReadableStream({ start: (controller) => controller.close() });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${context.api.url}/posts`, { method: 'POST', headers, body, duplex: 'half' });
  assert.equal(response.status, 400);
  assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'invalid_json');
});

test('a body of 16 KiB is read, one byte more is not', async () => {
  const ofBytes = (bytes: number) => {
    const frame = JSON.stringify({ user_id: 3, content: 'hello', padding: '' });
    return frame.replace('"padding":""', `"padding":"${'x'.repeat(bytes - frame.length)}"`);
  };
  assert.equal((await send(ofBytes(16 * 1024))).status, 201);
  assert.equal((await send(ofBytes(16 * 1024 + 1))).status, 413);
});
