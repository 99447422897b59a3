import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { errorStatuses } from '../errors.ts';
import { useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi();

test('a path that nobody knows is unknown_route, whatever the method', async () => {
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/feeds'],
    ['DELETE', '/users/1'],
    ['POST', '/feed/1'],
  ] as const) {
    const response = await fetch(`${context.api.url}${path}`, { method });
    assert.equal(response.status, 404);
    assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'unknown_route');
  }
});

test('a wrong method is refused with the right ones in Allow', async () => {
  for (const [method, path, allow] of [
    ['DELETE', '/feed', 'GET, HEAD, OPTIONS'],
    ['GET', '/posts', 'POST, OPTIONS'],
    ['PUT', '/users/1/posts', 'GET, HEAD, OPTIONS'],
    ['POST', '/livez', 'GET, HEAD, OPTIONS'],
  ] as const) {
    const response = await fetch(`${context.api.url}${path}`, { method });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), allow);
    assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'method_not_allowed');
  }
});

test('OPTIONS says which methods there are, HEAD is a GET without a body', async () => {
  const options = await fetch(`${context.api.url}/feed`, { method: 'OPTIONS' });
  assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, HEAD, OPTIONS']);
  const head = await fetch(`${context.api.url}/feed`, { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text()], [200, '']);
});

test('an unforeseen failure is internal_error: no stack and none of the driver’s words for the client, all of it in the log', async () => {
  await context.database.query('ALTER TABLE posts RENAME COLUMN content TO contents');
  const response = await fetch(`${context.api.url}/feed`);
  await context.database.query('ALTER TABLE posts RENAME COLUMN contents TO content');
  assert.equal(response.status, 500);
  assert.deepEqual(await response.json(), {
    error: { code: 'internal_error', message: 'something went wrong here; it has been logged' },
  });
  const line = context.api.log.find((entry) => entry.includes('unexpectedly')) ?? '';
  assert.match(line, /column posts\.content does not exist/);
});

test('docs/api.md describes every error code with its status', () => {
  const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
  for (const [code, status] of Object.entries(errorStatuses))
    assert.match(page, new RegExp(`\\| ${status} \\| \`${code}\` \\|`), code);
});
