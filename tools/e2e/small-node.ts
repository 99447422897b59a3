import { formatCount } from '../../scripts/lib/format.ts';
import { storyDurationSeconds, storyUsers } from '../../scripts/scenario/story.ts';
import { labName } from '../../scripts/targets/kind/cluster-access.ts';
import { access, check } from './context.ts';
import { type OwnedPod, roomOnSmallMachine } from './small-machine.ts';

/** Checks that the lab, a load test and a rollout fit on 2 CPUs and 4 GiB with a control plane. */
export async function checkRequests(): Promise<void> {
  const running = 'status.phase!=Succeeded,status.phase!=Failed';
  const pods = await access.kubectl([
    'get',
    'pods',
    '--all-namespaces',
    '--field-selector',
    running,
    '--output',
    'json',
  ]);
  const { items } = JSON.parse(pods) as { items: OwnedPod[] };
  const plan = { users: storyUsers, durationSeconds: storyDurationSeconds, ratePerSecond: undefined };
  const left = roomOnSmallMachine(items, { labNamespace: labName, apiComponent: 'api', plan });
  const millicores = formatCount(Math.floor(left.cpu * 1000));
  const mebibytes = formatCount(Math.floor(left.memory / 2 ** 20));
  check(
    `the lab, k6, one more API pod and a control plane leave ${millicores}m of 2 CPUs and ${mebibytes} MiB of 4 GiB`,
    left.cpu >= 0 && left.memory >= 0,
  );
}
