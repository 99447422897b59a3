import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import express from 'express';
import { exchange } from '../testing/exchange.ts';
import { useTestApi } from '../testing/use-test-api.ts';
import { createHttpServer } from './http-server.ts';

const context = useTestApi();

const host = 'Host: localhost\r\n';
const closing = `${host}Connection: close\r\n\r\n`;
const jsonType = `${host}Content-Type: application/json\r\n`;

function postText(content: string): string {
  const body = JSON.stringify({ user_id: 5, content });
  return `POST /posts HTTP/1.1\r\n${jsonType}Content-Length: ${body.length}\r\n\r\n${body}`;
}

const countPosts = async (content: string) =>
  (await context.database.query('SELECT FROM posts WHERE content = $1', [content])).length;

const decided: [what: string, bytes: string, status: number, code?: string][] = [
  ['invalid HTTP', 'hello\r\n\r\n', 400, 'malformed_request'],
  ['a request without a Host header', 'GET /feed HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed_request'],
  ['a request with two Host headers', `GET /feed HTTP/1.1\r\n${host}${closing}`, 400, 'malformed_request'],
  ['a header of 20,000 bytes', `GET /feed HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n`, 431, 'headers_too_large'],
  ['an unknown Expect', `GET /feed HTTP/1.1\r\nExpect: miracles\r\n${closing}`, 417, 'expectation_failed'],
  ['CONNECT', `CONNECT example.com:443 HTTP/1.1\r\n${closing}`, 405, 'method_not_allowed'],
  [
    'an encoding before chunked',
    `POST /posts HTTP/1.1\r\n${jsonType}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    501,
    'unsupported_transfer_encoding',
  ],
  [
    'another host',
    'GET /feed HTTP/1.1\r\nHost: evil.example:3000\r\nConnection: close\r\n\r\n',
    421,
    'misdirected_request',
  ],
  ['another host in the URL', `GET http://evil.example/feed HTTP/1.1\r\n${closing}`, 421, 'misdirected_request'],
  ['the URL in absolute form', `GET http://127.0.0.1:3000/feed HTTP/1.1\r\n${closing}`, 200],
  [
    'Upgrade, which is ignored,',
    `GET /feed HTTP/1.1\r\n${host}Connection: upgrade, close\r\nUpgrade: h2c\r\n\r\n`,
    200,
  ],
  [
    'Upgrade, even if a request follows that Node.js drops,',
    `GET /feed HTTP/1.1\r\n${host}Connection: upgrade\r\nUpgrade: websocket\r\n\r\nGET /feed HTTP/1.1\r\n${host}\r\n`,
    200,
  ],
  ['HTTP/1.0 without a Host header', 'GET /feed HTTP/1.0\r\n\r\n', 200],
];
for (const [what, bytes, status, code] of decided)
  test(`${what} is answered with ${code ?? status}`, async () => {
    assert.deepEqual((await exchange(context.api.url, bytes)).responses, [{ status, code }]);
  });

test('docs/api.md has the time limits for a request to arrive', () => {
  const { headersTimeout, requestTimeout } = createHttpServer(express());
  const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
  assert.ok(page.includes(`${headersTimeout / 1000} seconds for the headers, ${requestTimeout / 1000} for all of it`));
});

test('a body above 16 KiB is refused before it arrives, and the connection is closed', async () => {
  const length = `POST /posts HTTP/1.1\r\n${jsonType}Content-Length: 10000000000\r\n\r\n`;
  const chunk = `POST /posts HTTP/1.1\r\n${jsonType}Transfer-Encoding: chunked\r\n\r\n4001\r\n${'x'.repeat(16_385)}`;
  for (const bytes of [length, chunk]) {
    const { answer, responses } = await exchange(context.api.url, bytes);
    assert.deepEqual(responses, [{ status: 413, code: 'body_too_large' }]);
    assert.match(answer, /^Connection: close\r$/m);
  }
});

test('a client that keeps sending a body that nobody reads gets its response, and is disconnected', async () => {
  const endless = `GET /livez HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n100000\r\n${'x'.repeat(2 ** 20)}`;
  assert.deepEqual((await exchange(context.api.url, endless)).responses, [{ status: 200, code: undefined }]);
});

test('Expect: 100-continue asks for a body only if it will be read', async () => {
  const [type, json] = ['Content-Type: text/plain\r\n', 'Content-Type: application/json\r\n'];
  for (const [request, bytes, status] of [
    [`POST /posts HTTP/1.1\r\n${json}`, 2 ** 20, 413],
    [`POST /posts HTTP/1.1\r\n${type}`, 10, 415],
    ['POST /nowhere HTTP/1.1\r\n', 10, 404],
    ['PUT /posts HTTP/1.1\r\n', 10, 405],
  ] as const) {
    const head = `${request}${host}Expect: 100-continue\r\nContent-Length: ${bytes}\r\n\r\n`;
    const { responses } = await exchange(context.api.url, head);
    assert.deepEqual(
      responses.map((response) => response.status),
      [status],
    );
  }
  const accepted = await exchange(context.api.url, postText('asked').replace(host, `${host}Expect: 100-continue\r\n`));
  assert.deepEqual(
    accepted.responses.map(({ status }) => status),
    [100, 201],
  );
});

test('a client that sends FIN after its post gets the response', async () => {
  const { responses } = await exchange(context.api.url, postText('half-closed'), { halfClose: true });
  assert.deepEqual([responses, await countPosts('half-closed')], [[{ status: 201, code: undefined }], 1]);
});

test('a post that is followed by rubbish is answered with 201, and then the rubbish with 400', async () => {
  for (const rubbish of ['rubbish\r\n\r\n', 'rubbish\r\n\r\n'.repeat(50_000)]) {
    const { responses } = await exchange(context.api.url, postText('before rubbish') + rubbish);
    assert.deepEqual(
      responses.map(({ status }) => status),
      [201, 400],
    );
  }
  assert.equal(await countPosts('before rubbish'), 2);
});

test('a request with a malformed body is answered with 400, after the ones before it', async () => {
  const broken = `POST /posts HTTP/1.1\r\n${jsonType}Transfer-Encoding: chunked\r\n\r\nno number\r\n`;
  const { responses } = await exchange(context.api.url, postText('before a broken one') + broken);
  assert.deepEqual(
    responses.map(({ status }) => status),
    [201, 400],
  );
});
