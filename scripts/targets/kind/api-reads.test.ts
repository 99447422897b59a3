import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { LabError } from '../../lib/lab-error.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { kubernetesApiAt } from './kubernetes-api.ts';
import { k6Job } from './load-test/k6-manifests.ts';
import { waitForEnd } from './load-test/watch-load-test.ts';
import { followJobs } from './release/database-jobs.ts';

type Respond = (response: ServerResponse) => void;

const leaderChanged: Respond = (response) =>
  response.writeHead(503).end(JSON.stringify({ kind: 'Status', message: 'etcdserver: leader changed' }));
const disconnect: Respond = (response) => response.destroy();
const hang: Respond = () => {};
const respondWith =
  (body: object): Respond =>
  (response) =>
    response.end(JSON.stringify(body));

const limits = { responseMs: 60_000, outageMs: 20_000, pauseMs: 5 };

/** An API server that responds in this order, and repeats the last response. */
async function apiThat(
  context: TestContext,
  responses: [Respond, ...Respond[]],
  changes: { limits?: Partial<typeof limits>; signal?: AbortSignal } = {},
) {
  let served = 0;
  const server = createServer((_, response) => {
    const respond = responses[Math.min(served, responses.length - 1)];
    served += 1;
    respond?.(response);
  }).listen(0, '127.0.0.1');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const access = { kubectlHint: 'kubectl', signal: changes.signal } as ClusterAccess;
  return { access, api: kubernetesApiAt(port, access, { ...limits, ...changes.limits }), count: () => served };
}

const k6Ended = { status: { succeeded: 1 } };

for (const [name, fail] of Object.entries({ 'a 503': leaderChanged, 'a lost connection': disconnect, silence: hang })) {
  test(`the wait for a load test survives ${name} of the API server`, async (context) => {
    const responses: [Respond, ...Respond[]] = [fail, fail, respondWith(k6Ended)];
    const { api, access, count } = await apiThat(context, responses, { limits: { responseMs: 2000 } });
    const loadTest = k6Job('k6-x', { users: 1, durationSeconds: 1, ratePerSecond: undefined }, {}, {});
    await waitForEnd({ api, access, loadTest, signal: new AbortController().signal }, 10_000);
    assert.equal(count(), 3);
  });

  test(`the wait for the database's Jobs survives ${name} of the API server`, async (context) => {
    const job = { metadata: { name: 'seed' }, status: { conditions: [{ type: 'Complete', status: 'True' }] } };
    const responses: [Respond, ...Respond[]] = [fail, respondWith({ items: [job] })];
    const { api, access } = await apiThat(context, responses, { limits: { responseMs: 2000 } });
    await followJobs(api, access, () => {});
  });
}

test('an API server that stays unavailable ends the wait with the last reason and advice', async (context) => {
  const { api } = await apiThat(context, [disconnect, leaderChanged], { limits: { outageMs: 2000 } });
  const error = await api.pods('x=y').catch((reason) => reason);
  assert.ok(error instanceof LabError, String(error));
  assert.equal(error.code, 'cluster_failed');
  assert.match(error.message, /unavailable for 2\.0 s: 503 etcdserver: leader changed\.$/);
  assert.match(error.whatToDo, /kubectl get pods/);
});

test('a request that the API server rejects is not repeated', async (context) => {
  const forbid: Respond = (response) => response.writeHead(403).end('{"message":"pods is forbidden"}');
  const { api, count } = await apiThat(context, [forbid]);
  await assert.rejects(api.pods('x=y'), { code: 'cluster_failed', message: /403 pods is forbidden/ });
  assert.equal(count(), 1);
  assert.deepEqual(await api.events('Pod', 'x'), []);
});

test('Ctrl-C does not wait for an API server that does not respond', async (context) => {
  const interrupt = new AbortController();
  const { api, count } = await apiThat(context, [hang], { signal: interrupt.signal });
  const pod = { metadata: { name: 'k6' }, spec: { containers: [] }, status: { phase: 'Running' as const } };
  const reads = [api.pods('x=y'), api.events('Pod', 'x'), api.log(pod, 1)].map((read) =>
    assert.rejects(read, { name: 'AbortError' }),
  );
  while (count() < reads.length) await new Promise(setImmediate);
  const abortedAt = Date.now();
  interrupt.abort();
  await Promise.all(reads);
  assert.ok(Date.now() - abortedAt < limits.responseMs / 2);
});
