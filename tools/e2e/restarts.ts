import { setTimeout as wait } from 'node:timers/promises';
import { formatCount, formatSeconds } from '../../scripts/lib/format.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';
import type { LoadReport } from '../../scripts/load/load-report.ts';
import { countPosts } from '../../scripts/measure/measure-stage.ts';
import { labName, selectorOf } from '../../scripts/targets/kind/cluster-access.ts';
import { excerpt, sendRequest, succeeded } from '../../scripts/verify/send-request.ts';
import { access, check, inBackground, runLoad, settings, target } from './context.ts';
import { lastSeconds, readEnding } from './load-ending.ts';

const recoveryTimeoutMs = 30_000;
const answerTimeoutMs = 5000;
/** The outages start after 5 s and should be over long before the end. */
const outageLoadSeconds = 100;

/** Checks that no request fails during a rolling restart of the API under 100 users. */
export async function checkRollingRestart(): Promise<void> {
  const loading = inBackground(runLoad());
  await wait(5000);
  await access.kubectl(['rollout', 'restart', `deployment/${labName}-api`]);
  await access.kubectl(['rollout', 'status', `deployment/${labName}-api`, '--timeout', '60s']);
  const { requests, failed } = await loading;
  check(
    `none of ${formatCount(requests)} requests fails during a rolling restart of the API (failed: ${failed})`,
    failed === 0,
  );
}

async function readApiRestarts(): Promise<string> {
  const restarts = 'jsonpath={.items[*].metadata.name} {.items[*].status.containerStatuses[*].restartCount}';
  return access.kubectl(['get', 'pods', '--selector', selectorOf('api'), '--output', restarts]);
}

/**
 * Checks that the feed is served within 30 s. Each request opens a connection: until the Service
 * forgets a deleted pod, its address may lead out of the cluster, to a proxy that answers every
 * request on the connection with an error, long after the API serves again.
 */
async function checkServing(since: string): Promise<void> {
  const startedAt = Date.now();
  const address = `http://127.0.0.1:${settings.apiPort}`;
  let last = 'no response';
  const isServing = async () => {
    const parts = { agent: false, signal: AbortSignal.timeout(answerTimeoutMs) };
    const response = await sendRequest(address, '/feed', parts);
    last = `${response.status} ${excerpt(response.body)}`;
    return succeeded(response);
  };
  const recovered = await waitUntil(isServing, { timeoutMs: recoveryTimeoutMs, intervalMs: 200 });
  const outcome = recovered ? 'serves' : `does not serve (last response: ${last})`;
  check(`the API ${outcome} ${formatSeconds(Date.now() - startedAt)} ${since}`, recovered);
}

/** Checks that a load test continued through the outages, and that its requests succeed again. */
function checkRecovered(report: LoadReport): void {
  const { requests, succeeded } = readEnding(report, outageLoadSeconds);
  check(
    `the load test sent ${formatCount(report.requests)} requests (failed: ${formatCount(report.failed)}), and most of its last ones succeeded: ${formatCount(succeeded)} of ${formatCount(requests)}`,
    report.requests > 0 && succeeded > requests / 2,
  );
}

/** Deletes PostgreSQL's pod: the API keeps running, and recovers by itself. */
async function checkDatabaseRestart(): Promise<void> {
  const restartsBefore = await readApiRestarts();
  const pod = `${labName}-postgres-0`;
  await access.kubectl(['delete', 'pod', pod]);
  await access.kubectl(['wait', '--for=create', `pod/${pod}`, '--timeout', '60s']);
  await access.kubectl(['wait', '--for=condition=Ready', `pod/${pod}`, '--timeout', '120s']);
  await checkServing('after PostgreSQL is ready again');
  check('the API was not restarted', (await readApiRestarts()) === restartsBefore);
}

/** Deletes the pods of the API and of PostgreSQL: both are scheduled again. */
async function checkDeletedPods(): Promise<void> {
  await access.kubectl(['delete', 'pod', '--selector', `${selectorOf('api')}`, '--wait=false']);
  await access.kubectl(['delete', 'pod', `${labName}-postgres-0`]);
  for (const workload of [`statefulset/${labName}-postgres`, `deployment/${labName}-api`])
    await access.kubectl(['rollout', 'status', workload, '--timeout', '120s']);
  await checkServing('after the pods of the API and of PostgreSQL were deleted, and both are ready');
}

/** Two outages under 100 users: the API serves again after each, and no row is lost. */
export async function checkOutages(): Promise<void> {
  const postsBefore = await countPosts(target);
  const endsAtMs = Date.now() + (outageLoadSeconds - lastSeconds) * 1000;
  const loading = inBackground(runLoad(outageLoadSeconds));
  await wait(5000);
  await checkDatabaseRestart();
  await checkDeletedPods();
  check('both outages are over before the end of the load test', Date.now() < endsAtMs);
  checkRecovered(await loading);
  const posts = await countPosts(target);
  check(`no row is lost: ${formatCount(posts)} posts`, posts === postsBefore);
}
