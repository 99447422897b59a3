// Timed: requests complete within the grace period, or outlast it.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createTestDatabase, lockPosts, runStatement } from '../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { buildInNodeModules, type RunningServer, runServer } from '../run-server.ts';
import { exchange } from './testing/exchange.ts';

const database = await createTestDatabase();
const builds: Record<string, Awaited<ReturnType<typeof buildInNodeModules>>> = {};

for (const variant of ['broken', 'fixed', 'mine'] as const) builds[variant] = await buildInNodeModules(variant);

after(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  for (const build of Object.values(builds)) build.remove();
  await database.drop();
});

const started: RunningServer[] = [];

async function start(variant: string, environment: NodeJS.ProcessEnv = {}): Promise<RunningServer> {
  const server = await runServer(builds[variant]?.folder ?? '', { DATABASE_URL: database.apiUrl, ...environment });
  started.push(server);
  return server;
}

function becomesReady({ url }: RunningServer): Promise<void> {
  return waitFor(async () => (await fetch(`${url}/readyz`)).ok);
}

for (const variant of ['broken', 'fixed', 'mine'])
  test(`a build of ${variant} names its variant in the first log line and in the metrics`, async () => {
    const server = await start(variant);
    await becomesReady(server);
    assert.equal(JSON.parse(server.output().split('\n')[0] ?? '').variant, variant);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    assert.match(metrics, new RegExp(`feed_build_info\\{version="[^"]+",variant="${variant}"\\} 1`));
    server.child.kill('SIGTERM');
    assert.equal((await server.ended()).code, 0);
  });

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

async function statusForOtherHost({ url }: RunningServer): Promise<number[]> {
  const request = 'GET /livez HTTP/1.1\r\nHost: feed-lab-api:3000\r\nConnection: close\r\n\r\n';
  return (await exchange(url, request)).responses.map(({ status }) => status);
}

test('by default, the API refuses requests for another host', async () => {
  const server = await start('fixed');
  assert.deepEqual(await statusForOtherHost(server), [421]);
  server.child.kill('SIGTERM');
  assert.equal((await server.ended()).code, 0);
});

test('with HOST=::, the API answers for any host, over IPv4 and, where available, IPv6', async () => {
  const server = await start('fixed', { HOST: '::' });
  await becomesReady(server);
  const { port } = new URL(server.url);
  for (const host of ['127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])])
    assert.equal((await fetch(`http://${host}:${port}/livez`)).status, 200, host);
  assert.deepEqual(await statusForOtherHost(server), [200]);
  server.child.kill('SIGTERM');
  assert.equal((await server.ended()).code, 0);
});

/** Sends requests as 20 users until /readyz fails, as a proxy would. `lost` lists failures. */
async function sendRequestsWhileReady({ url }: RunningServer): Promise<{ succeeded: number; lost: string[] }> {
  const outcomes = { succeeded: 0, lost: [] as string[] };
  let ready = true;
  const user = async () => {
    while (ready) {
      const response = await fetch(`${url}/feed`).catch((error: Error) => String(error.cause));
      if (typeof response === 'string') outcomes.lost.push(response);
      else if (!response.ok) outcomes.lost.push(`status ${response.status}`);
      else outcomes.succeeded += 1;
      if (typeof response !== 'string') await response.arrayBuffer();
    }
  };
  const users = Promise.all(Array.from({ length: 20 }, user));
  while (ready) {
    await wait(50);
    const response = await fetch(`${url}/readyz`).catch((error: Error) => void outcomes.lost.push(String(error.cause)));
    ready = response?.ok ?? false;
  }
  await users;
  return outcomes;
}

test('SIGTERM under load: no request is lost, and the process exits with 0 within the grace period', async () => {
  const server = await start('fixed', { SHUTDOWN_DELAY_MS: '5000', SHUTDOWN_GRACE_MS: '60000' });
  await becomesReady(server);
  const load = sendRequestsWhileReady(server);
  await wait(1000);
  server.child.kill('SIGTERM');
  const { code, afterMs } = await server.ended();
  const { succeeded, lost } = await load;
  assert.equal(code, 0, server.output());
  assert.ok(afterMs < 60_000, `took ${afterMs} ms`);
  assert.ok(succeeded > 20, `only ${succeeded} requests succeeded`);
  assert.deepEqual(lost, []);
});

const waitForQueries = ({ url }: RunningServer, count: number) =>
  waitFor(async () => (await (await fetch(`${url}/metrics`)).text()).includes(`state="used"} ${count}\n`));

test('requests in progress when the API stops listening are completed', async () => {
  const server = await start('fixed', { SHUTDOWN_DELAY_MS: '0', SHUTDOWN_GRACE_MS: '20000' });
  await becomesReady(server);
  const release = await lockPosts(database.ownerUrl);
  // Not more than there are connections: those in line would fail after two seconds.
  const requests = Array.from({ length: 10 }, async () => (await fetch(`${server.url}/feed`)).status);
  await waitForQueries(server, 10);
  server.child.kill('SIGTERM');
  await waitFor(() =>
    fetch(`${server.url}/livez`).then(
      () => false,
      () => true,
    ),
  );
  await release();
  assert.deepEqual(await Promise.all(requests), Array(10).fill(200));
  assert.equal((await server.ended()).code, 0);
});

test('a request that outlasts the grace period is aborted, and the exit code is 1', async () => {
  const server = await start('fixed', { SHUTDOWN_DELAY_MS: '0', SHUTDOWN_GRACE_MS: '500' });
  await becomesReady(server);
  const release = await lockPosts(database.ownerUrl);
  const request = fetch(`${server.url}/feed`).catch(() => 'aborted');
  await waitForQueries(server, 1);
  server.child.kill('SIGTERM');
  const { code, afterMs } = await server.ended();
  assert.equal(await request, 'aborted');
  assert.equal(code, 1);
  assert.ok(afterMs < 15_000, `took ${afterMs} ms`);
  await release();
});

test('a lost idle connection is logged with its SQLSTATE, and without its client, which has the key to cancel queries', async () => {
  const server = await start('fixed', { LOG_LEVEL: 'debug' });
  await becomesReady(server);
  await runStatement(database.adminUrl, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
    database.name,
  ]);
  await waitFor(() => /an idle connection was lost"\}\n/.test(server.output()));
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line.includes('connection was lost'));
  assert.equal(lines.length, 2);
  for (const line of lines) {
    const { code, message, stack, ...more } = JSON.parse(line).err;
    assert.deepEqual([code, message], ['57P01', 'terminating connection due to administrator command']);
    assert.match(stack, /error: terminating/);
    for (const value of Object.values(more)) assert.notEqual(typeof value, 'object');
    assert.doesNotMatch(line, /secretKey|connectionParameters/);
  }
  server.child.kill('SIGTERM');
  assert.equal((await server.ended()).code, 0);
});

async function findPort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

test('an API that cannot listen logs why in its last line, and exits with code 1', async () => {
  const { url } = await start('fixed');
  const { port } = new URL(url);
  await assert.rejects(start('fixed', { PORT: port }), /ended with 1: .*"level":60.*cannot listen on 127\.0\.0\.1:\d+/);
});

test('failures that have been counted but not logged yet are logged when the process exits', async () => {
  // Nothing listens there.
  const unreachable = new URL(database.apiUrl);
  unreachable.port = String(await findPort());
  const server = await start('fixed', { DATABASE_URL: unreachable.href, SHUTDOWN_DELAY_MS: '0' });
  const failures = 20;
  for (let request = 0; request < failures; request += 1) assert.equal((await fetch(`${server.url}/feed`)).status, 503);
  server.child.kill('SIGTERM');
  assert.equal((await server.ended()).code, 0);
  const logged = () =>
    server
      .output()
      .split('\n')
      // The last one may not be complete yet.
      .slice(0, -1)
      .filter((line) => line.includes('"path":"/feed"'))
      .reduce((total, line) => total + (JSON.parse(line).times ?? 1), 0);
  await waitFor(() => logged() === failures);
});

test('a second signal ends the process at once', async () => {
  const server = await start('fixed', { SHUTDOWN_DELAY_MS: '15000', SHUTDOWN_GRACE_MS: '20000' });
  await becomesReady(server);
  server.child.kill('SIGTERM');
  // Signals that are pending together are one.
  await waitFor(() => server.output().includes('"stopping"'));
  server.child.kill('SIGTERM');
  const { code, afterMs } = await server.ended();
  assert.equal(code, 1);
  assert.ok(afterMs < 15_000, `took ${afterMs} ms`);
});

test('when its log cannot be written because the disk is full, the API answers, and SIGTERM stops it', async (context) => {
  if (!existsSync('/dev/full')) return context.skip('there is no /dev/full');
  const log = openSync('/dev/full', 'w');
  const port = await findPort();
  const child = spawn(process.execPath, [join(builds.fixed?.folder ?? '', 'src/server.js')], {
    env: { ...process.env, DATABASE_URL: database.apiUrl, PORT: String(port), SHUTDOWN_DELAY_MS: '0' },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = once(child, 'exit');
  try {
    const isReady = () =>
      fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    await waitFor(isReady);
    child.kill('SIGTERM');
    await waitFor(() => child.exitCode !== null);
  } finally {
    child.kill('SIGKILL');
  }
  assert.deepEqual(await ended, [0, null]);
});

test('when its log is no longer read, the API answers, and SIGTERM stops it', async () => {
  for (const stopReading of ['destroy', 'pause'] as const) {
    const server = await start('fixed', { LOG_LEVEL: 'debug', SHUTDOWN_DELAY_MS: '200' });
    await becomesReady(server);
    server.child.stdout?.[stopReading]();
    // More than the buffers of the pipe and of the reader hold.
    for (let request = 0; request < 40; request += 1) await fetch(`${server.url}/${'x'.repeat(8000)}`);
    assert.equal((await fetch(`${server.url}/livez`)).status, 200);
    server.child.kill('SIGTERM');
    assert.equal((await server.ended()).code, 0);
  }
});

test('a log pipe that is full when SIGTERM arrives does not keep the API from stopping', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-pipe-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  // Opened for reading and writing; otherwise, the call would wait for the other end.
  const log = openSync(pipe, constants.O_RDWR);
  const port = await findPort();
  const child = spawn(process.execPath, [join(builds.fixed?.folder ?? '', 'src/server.js')], {
    env: { DATABASE_URL: database.apiUrl, PORT: String(port), SHUTDOWN_DELAY_MS: '0' },
    stdio: ['ignore', log, 'inherit'],
  });
  try {
    await waitFor(() =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const filler = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    for (const size of [4096, 1]) assert.throws(() => fill(filler, size), { code: 'EAGAIN' });
    child.kill('SIGTERM');
    await waitFor(() => child.exitCode !== null || child.signalCode !== null);
    assert.equal(child.exitCode, 0);
    closeSync(filler);
  } finally {
    child.kill('SIGKILL');
    closeSync(log);
    rmSync(folder, { recursive: true });
  }
});

/** Writes until the file descriptor takes no more. */
function fill(fd: number, size: number): never {
  for (;;) writeSync(fd, Buffer.alloc(size, '\n'));
}

test('an invalid environment ends the process with code 2 and all errors on stderr', async () => {
  await assert.rejects(start('fixed', { PORT: '80a', LOG_LEVEL: 'loud' }), /ended with 2: [^{]*PORT: [^{]*LOG_LEVEL: /);
});
