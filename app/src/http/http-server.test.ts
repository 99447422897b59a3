import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi();

/** Sends raw bytes, and reads the response until the API closes the connection. */
async function exchange(bytes: string): Promise<{ status: number; code: string | undefined }> {
  const socket = connect(Number(new URL(context.api.url).port), '127.0.0.1');
  socket.write(bytes);
  const answer = await text(socket);
  const body = answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
  return { status: Number(answer.slice(9, 12)), code: JSON.parse(body).error.code };
}

const refused: [what: string, bytes: string, status: number, code: string][] = [
  ['invalid HTTP', 'hello\r\n\r\n', 400, 'malformed_request'],
  ['a request without a Host header', 'GET /feed HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed_request'],
  [
    'a header of 20,000 bytes',
    `GET /feed HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  [
    'an unsupported Expect header',
    'GET /feed HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nConnection: close\r\n\r\n',
    417,
    'expectation_failed',
  ],
];
for (const [what, bytes, status, code] of refused)
  test(`${what} is refused with ${code}`, async () => {
    assert.deepEqual(await exchange(bytes), { status, code });
  });
