// Early: sends requests.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { beginVerify, deleteVerifyRows, verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { compareOlderPage, importedContent, listReader } from './list-probe.ts';
import { nextPageOf } from './next-page.ts';

const context = useTestApi();

const importPosts = `INSERT INTO posts (user_id, content) SELECT ${verifyUser.id}, $1 FROM generate_series(1, 100)`;

const insertPost = `
  INSERT INTO posts (user_id, content) VALUES ($1, 'make verify: one') RETURNING id, user_id, content, created_at`;

/** Imports posts, and compares their second page as verify does. */
const compare = (address: string) =>
  withClient(context.database.ownerUrl, async (client) => {
    await beginVerify(client);
    await client.query(importPosts, [importedContent]);
    return compareOlderPage(address, client).finally(() => deleteVerifyRows(client));
  });

test('a second page that comes from the table is up to date', async () => {
  assert.deepEqual(await compare(context.api.url), {});
});

test('a second page that is kept is found', async () => {
  const kept = new Map<string, { link: string; body: string }>();
  const proxy = createServer(async (request, response) => {
    const url = request.url ?? '';
    let answer = kept.get(url);
    if (!answer) {
      const { headers, ...received } = await fetch(`${context.api.url}${url}`).then(async (from) => ({
        headers: from.headers,
        body: await from.text(),
      }));
      answer = { ...received, link: headers.get('link') ?? '' };
      if (url.includes('before=')) kept.set(url, answer);
    }
    response.writeHead(200, { link: answer.link }).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  try {
    const { old } = await compare(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    assert.match(old ?? '', /^right after another .* still shows post \d+, which was deleted$/);
  } finally {
    proxy.close();
    proxy.closeAllConnections();
  }
});

test('a status 304 is wrong only if the list has changed', async () => {
  let body = '[]';
  const server = createServer((request, response) => {
    if (request.headers['if-none-match']) response.writeHead(304).end();
    else response.writeHead(200, { etag: '"1"' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await withClient(context.database.ownerUrl, async (client) => {
      const { compare } = listReader(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, client);
      assert.deepEqual([await compare(), await compare()], [undefined, undefined]);
      await beginVerify(client);
      const { rows } = await client.query(insertPost, [verifyUser.id]);
      body = JSON.stringify(rows);
      assert.match((await compare()) ?? '', /got status 304, although the response had changed/);
      await deleteVerifyRows(client);
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('the next page may be one of several links, and an absolute one', () => {
  const next = (link: string) => nextPageOf(new Headers({ link }), 'http://localhost:1');
  assert.equal(next('</a?x=1>; rel="prev", <https://example.com/b?y=2>; title="older"; rel="next"'), '/b?y=2');
  assert.equal(next('</a>; rel=next'), '/a');
  assert.equal(next('</a>; rel="prev"'), undefined);
  assert.equal(nextPageOf(new Headers(), 'http://localhost:1'), undefined);
});
