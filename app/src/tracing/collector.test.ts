// Timed: the API stops before it has given up on a collector.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createTestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { buildInNodeModules, type RunningServer, runServer } from '../../run-server.ts';
import { startOtlpReceiver } from '../testing/otlp-receiver.ts';

const database = await createTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'feed-lab-tracing-'));
const builds = { broken: await buildInNodeModules('broken'), fixed: await buildInNodeModules('fixed') };
const started: RunningServer[] = [];
after(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  for (const { remove } of Object.values(builds)) remove();
  rmSync(folder, { recursive: true });
  await database.drop();
});

async function start(variant: keyof typeof builds, environment: NodeJS.ProcessEnv): Promise<RunningServer> {
  const api = await runServer(builds[variant].folder, {
    DATABASE_URL: database.apiUrl,
    SHUTDOWN_DELAY_MS: '0',
    SHUTDOWN_GRACE_MS: '60000',
    ...environment,
  });
  started.push(api);
  await waitFor(async () => (await fetch(`${api.url}/readyz`)).ok);
  return api;
}

/** Sends `count` requests. Each must be answered with 200 or, on a busy machine, 503. */
async function sendRequests({ url }: RunningServer, count: number): Promise<void> {
  for (let request = 0; request < count; request += 1) {
    const response = await fetch(`${url}/feed`);
    await response.arrayBuffer();
    assert.ok([200, 503].includes(response.status), `status ${response.status}`);
  }
}

async function stop(api: RunningServer): Promise<{ tookMs: number; lines: Record<string, unknown>[] }> {
  api.child.kill('SIGTERM');
  const { code, afterMs } = await api.ended();
  assert.equal(code, 0, api.output());
  const lines = api.output().trim().split('\n');
  return { tookMs: afterMs, lines: lines.map((line) => JSON.parse(line)) };
}

const messages = (lines: Record<string, unknown>[]) => lines.map(({ msg }) => String(msg));
const aboutTraces = (lines: Record<string, unknown>[]) => messages(lines).filter((message) => /traces/.test(message));

/** Runs an API, and resolves to the packages of OpenTelemetry that it has loaded when it exits. */
async function loadedPackages(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const [hook, list] = [join(folder, 'list-modules.mjs'), join(folder, 'modules.json')];
  writeFileSync(
    hook,
    `import { writeFileSync } from 'node:fs';
     import Module from 'node:module';
     process.on('exit', () => writeFileSync(${JSON.stringify(list)}, JSON.stringify(Object.keys(Module._cache))));`,
  );
  const api = await start('fixed', { ...environment, NODE_OPTIONS: `--import=${pathToFileURL(hook)}` });
  await sendRequests(api, 1);
  await stop(api);
  const modules = JSON.parse(readFileSync(list, 'utf8')) as string[];
  const packages = modules.map((file) => /@opentelemetry[\\/]([\w-]+)/.exec(file)?.[1]);
  return [...new Set(packages)].filter((name) => name !== undefined).sort();
}

test('without OTLP_ENDPOINT, the only OpenTelemetry package that is loaded is its API, which prom-client needs', async () => {
  assert.deepEqual(await loadedPackages({}), ['api']);
  assert.deepEqual(await loadedPackages({ OTLP_ENDPOINT: '' }), ['api']);
  const collector = await startOtlpReceiver();
  assert.ok((await loadedPackages({ OTLP_ENDPOINT: collector.url })).includes('sdk-trace'));
  collector.close();
});

for (const variant of ['broken', 'fixed'] as const)
  test(`${variant}: when the API stops, it sends the traces that it still has`, async () => {
    const collector = await startOtlpReceiver();
    const api = await start(variant, { OTLP_ENDPOINT: `${collector.url}/` });
    await sendRequests(api, 5);
    const { lines } = await stop(api);
    collector.close();
    const requests = collector.spans.filter(({ name }) => name === 'GET /feed');
    assert.equal(requests.length, 5);
    assert.equal(requests[0]?.resource['feed_lab.variant'], variant);
    assert.deepEqual(aboutTraces(lines), []);
  });

test('a collector that never answers delays no request, and delays the shutdown by a second at most', async () => {
  const collector = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const connected = once(collector, 'connection');
  const api = await start('fixed', { OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` });
  await sendRequests(api, 1);
  await connected;
  await sendRequests(api, 20);
  const { tookMs, lines } = await stop(api);
  collector.close();
  // The exporter itself would wait for ten.
  assert.ok(tookMs < 8000, `took ${tookMs} ms`);
  assert.deepEqual(aboutTraces(lines), ['not all traces could be sent']);
});

test('a collector that is unreachable or rejects the traces results in two log lines', async () => {
  const refusing = await startOtlpReceiver({ status: 400 });
  const api = await start('fixed', { OTLP_ENDPOINT: refusing.url });
  for (const batch of [1, 2, 3]) {
    await sendRequests(api, 3);
    await waitFor(async () => refusing.requests() >= batch);
  }
  refusing.close();
  await sendRequests(api, 3);
  const { lines } = await stop(api);
  assert.deepEqual(aboutTraces(lines), ['traces could not be sent', 'not all traces could be sent']);
});
