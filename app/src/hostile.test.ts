// Alone: compares times before and after thousands of connections.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createTestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { buildInNodeModules, runServer } from '../run-server.ts';
import { type HostileConnection, hostileConnections } from './testing/hostile-connections.ts';

/** Fewer than a process may open by default on macOS (256). */
const connectionsAtOnce = 100;
/** Before there were limits, a single connection stalled the API for 7 to 30 s. */
const longestStallMs = 4000;
const mostGrowthBytes = 150 * 2 ** 20;

const database = await createTestDatabase();
const build = await buildInNodeModules('fixed');
const server = await runServer(build.folder, { DATABASE_URL: database.apiUrl });
after(async () => {
  server.child.kill('SIGKILL');
  build.remove();
  await database.drop();
});
const port = Number(new URL(server.url).port);

/** Resolves when the connection has ended, or, if it never reads, to the function that ends it. */
async function attack({ bytes, ending }: HostileConnection): Promise<() => void> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  socket.write(bytes, 'latin1');
  if (ending === 'never reads') return () => socket.destroy();
  if (ending === 'half-closes') socket.end();
  if (ending === 'leaves') socket.destroySoon();
  else if (ending === 'resets') socket.once('data', () => socket.resetAndDestroy());
  else socket.resume().once('end', () => socket.end());
  await closed;
  return () => {};
}

async function attackAll(connections: HostileConnection[]): Promise<void> {
  for (let start = 0; start < connections.length; start += connectionsAtOnce) {
    const batch = connections.slice(start, start + connectionsAtOnce);
    for (const end of await Promise.all(batch.map(attack))) end();
  }
}

/** The longest time that a probe took, until `isOver`. */
async function longestProbeMs(isOver: () => boolean): Promise<number> {
  let longest = 0;
  while (!isOver()) {
    const startedAt = performance.now();
    assert.equal((await fetch(`${server.url}/livez`)).status, 200);
    longest = Math.max(longest, performance.now() - startedAt);
    await wait(20);
  }
  return longest;
}

const scrape = async () => (await fetch(`${server.url}/metrics`)).text();
const valueIn = (page: string, name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1] ?? 0);

/** All values of a label, sorted. */
const valuesOf = (page: string, label: string) =>
  [...new Set([...page.matchAll(new RegExp(`${label}="([^"]*)"`, 'g'))].map(([, value]) => value))].sort();

async function medianFeedMs(): Promise<number> {
  const times: number[] = [];
  for (let sent = 0; sent < 15; sent += 1) {
    const startedAt = performance.now();
    const response = await fetch(`${server.url}/feed`);
    assert.equal(((await response.json()) as unknown[]).length, 20);
    times.push(performance.now() - startedAt);
  }
  return times.sort((one, other) => one - other)[7] ?? 0;
}

test('ten thousand hostile requests leave the API unharmed', async () => {
  await waitFor(async () => (await fetch(`${server.url}/readyz`)).ok);
  // Opens the pool's connections, and the series of every outcome.
  await attackAll(hostileConnections(1));
  const [feedBefore, before] = [await medianFeedMs(), await scrape()];

  const connections = hostileConnections(10);
  const requests = connections.reduce((sum, connection) => sum + connection.requests, 0);
  assert.ok(requests >= 10_000, `only ${requests} requests`);
  let isOver = false;
  const attacking = attackAll(connections).finally(() => {
    isOver = true;
  });
  const longestMs = await longestProbeMs(() => isOver);
  await attacking;
  assert.ok(longestMs < longestStallMs, `/livez took ${longestMs} ms`);

  // fetch() may keep one connection more than before.
  await waitFor(async () => valueIn(await scrape(), 'process_open_fds') <= valueIn(before, 'process_open_fds') + 2);
  const [feedAfter, page] = [await medianFeedMs(), await scrape()];
  assert.ok(feedAfter < 5 * feedBefore + 500, `the feed took ${feedAfter} ms, and ${feedBefore} ms before`);
  assert.deepEqual(valuesOf(page, 'method'), ['GET', 'HEAD', 'OPTIONS', 'POST', '_OTHER']);
  assert.deepEqual(valuesOf(page, 'route'), ['/feed', '/posts', '/users/:id/posts', 'unmatched']);
  // The first 499 of a route may be among the later ones.
  assert.ok(page.length < 1.5 * before.length, `/metrics has ${page.length} bytes, and had ${before.length}`);
  const grownBytes = valueIn(page, 'process_resident_memory_bytes') - valueIn(before, 'process_resident_memory_bytes');
  assert.ok(grownBytes < mostGrowthBytes, `${grownBytes} bytes more`);

  server.child.kill('SIGTERM');
  assert.equal((await server.ended()).code, 0);
  assert.doesNotMatch(server.output(), /Warning|"level":[56]0/);
});
