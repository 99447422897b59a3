import { setTimeout as wait } from 'node:timers/promises';
import { formatCount, formatSeconds } from '../../scripts/lib/format.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';
import { countPosts } from '../../scripts/measure/measure-stage.ts';
import { labName, selectorOf } from '../../scripts/targets/kind/cluster-access.ts';
import { access, beside, check, load, settings, target } from './context.ts';

const recoversWithinMs = 30_000;

async function restartsOfApi(): Promise<string> {
  const restarts = 'jsonpath={.items[*].metadata.name} {.items[*].status.containerStatuses[*].restartCount}';
  return access.kubectl(['get', 'pods', '--selector', selectorOf('api'), '--output', restarts]);
}

/** PostgreSQL's pod is deleted under 100 users: no row is lost, and the API serves again without being restarted. */
export async function proveDatabaseRestart(): Promise<void> {
  const [postsBefore, restartsBefore] = [await countPosts(target), await restartsOfApi()];
  const pod = `${labName}-postgres-0`;
  const loading = beside(load(30));
  await wait(5000);
  await access.kubectl(['delete', 'pod', pod]);
  await access.kubectl(['wait', '--for=create', `pod/${pod}`, '--timeout', '60s']);
  await access.kubectl(['wait', '--for=condition=Ready', `pod/${pod}`, '--timeout', '120s']);
  const readyAt = Date.now();
  const serves = () =>
    fetch(`http://127.0.0.1:${settings.apiPort}/feed`).then(
      ({ ok }) => ok,
      () => false,
    );
  const served = await waitUntil(serves, { timeoutMs: recoversWithinMs, everyMs: 200 });
  check(`the API serves ${formatSeconds(Date.now() - readyAt)} after PostgreSQL is ready again`, served);
  await loading;
  check('without a restart of its own', (await restartsOfApi()) === restartsBefore);
  const posts = await countPosts(target);
  check(`with every row: ${formatCount(posts)} posts`, posts === postsBefore);
}
