import { setTimeout as wait } from 'node:timers/promises';
import { formatCount } from '../../scripts/lib/format.ts';
import { labName } from '../../scripts/targets/kind/cluster-access.ts';
import { access, beside, check, load } from './context.ts';

/** A new API pod takes the place of the old one under 100 users, and nobody notices. */
export async function proveRollingRestart(): Promise<void> {
  const loading = beside(load());
  await wait(5000);
  await access.kubectl(['rollout', 'restart', `deployment/${labName}-api`]);
  await access.kubectl(['rollout', 'status', `deployment/${labName}-api`, '--timeout', '60s']);
  const { requests, failed } = await loading;
  check(
    `of ${formatCount(requests)} requests during a rolling restart of the API none fails (${failed})`,
    failed === 0,
  );
}
