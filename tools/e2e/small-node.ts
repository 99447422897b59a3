import { selectorOf } from '../../scripts/targets/kind/cluster-access.ts';
import { access, check } from './context.ts';

interface Pod {
  spec: { containers: { resources: { requests?: { cpu?: string } } }[] };
}

/** What a node with 2 CPUs has left: kind's control plane requests 950m (kubectl describe node). */
const availableMillicpus = 2000 - 950;
/** The request of k6 for 100 users. */
const k6Millicpus = 100;

/** "250m" and "1" as thousandths of a CPU. */
const millicpus = (text = '0') => (text.endsWith('m') ? Number(text.slice(0, -1)) : Number(text) * 1000);

async function requestsOf(...flags: string[]): Promise<number> {
  const { items } = JSON.parse(await access.kubectl(['get', 'pods', ...flags, '--output', 'json'])) as { items: Pod[] };
  const containers = items.flatMap(({ spec }) => spec.containers);
  return containers.reduce((sum, { resources }) => sum + millicpus(resources.requests?.cpu), 0);
}

/** Checks that the lab, a load test and a rollout fit on 2 CPUs next to a control plane. */
export async function checkRequests(): Promise<void> {
  const running = ['--field-selector', 'status.phase=Running'];
  const lab = await requestsOf(...running);
  const api = await requestsOf(...running, '--selector', selectorOf('api'));
  const needed = lab + api + k6Millicpus;
  check(
    `the lab, k6 and one more API pod request ${needed}m CPU of ${availableMillicpus}m`,
    needed <= availableMillicpus,
  );
}
