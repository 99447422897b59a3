import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { lockPosts, runStatement } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi();

async function requestCounts(): Promise<string[]> {
  const { values } = await context.api.metrics.http.requests.get();
  return values
    .filter(({ value }) => value > 0)
    .map(({ labels, value }) => `${labels.method} ${labels.route} ${labels.status_code} ${value}`)
    .sort();
}

test('requests are counted by method, route template and status, other methods as _OTHER; probes and /metrics are not counted', async () => {
  for (const path of [
    '/feed',
    '/feed',
    '/users/1/posts',
    '/users/2/posts',
    '/users/x/posts',
    '/nowhere',
    '/livez',
    '/readyz',
    '/metrics',
  ])
    await (await fetch(`${context.api.url}${path}`)).arrayBuffer();
  for (const method of ['DELETE', 'MKCOL']) await fetch(`${context.api.url}/feed`, { method });
  assert.deepEqual(await requestCounts(), [
    'GET /feed 200 2',
    'GET /users/:id/posts 200 2',
    'GET /users/:id/posts 400 1',
    'GET unmatched 404 1',
    '_OTHER /feed 405 2',
  ]);
});

test('a request that its client aborts counts as 499', async () => {
  const client = new AbortController();
  // The lock keeps the response from arriving before the client disconnects.
  const release = await lockPosts(context.database.ownerUrl);
  const request = fetch(`${context.api.url}/feed`, { signal: client.signal });
  await waitFor(isRequestWaiting);
  client.abort();
  await assert.rejects(request);
  await release();
  await waitFor(async () => (await requestCounts()).includes('GET /feed 499 1'));
});

test('when a client disconnects, each of its pipelined requests that was started counts as 499', async () => {
  const [before, release] = [await count499(), await lockPosts(context.database.ownerUrl)];
  const socket = connect(Number(new URL(context.api.url).port), '127.0.0.1');
  socket.write('GET /feed HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(3));
  await waitFor(isRequestWaiting);
  socket.resetAndDestroy();
  await waitFor(async () => (await count499()) === before + 3);
  await release();
});

async function count499(): Promise<number> {
  const { values } = await context.api.metrics.http.requests.get();
  return values.find(({ labels }) => labels.route === '/feed' && labels.status_code === 499)?.value ?? 0;
}

async function isRequestWaiting(): Promise<boolean> {
  const waiting = `SELECT FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`;
  return (await runStatement(context.database.adminUrl, waiting, [context.database.name])).length > 0;
}
