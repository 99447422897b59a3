import { apiPart, type PageName, type Part } from '../target.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterAccess, labName } from './cluster-access.ts';
import type { ClusterEvent, Pod } from './kubernetes-objects.ts';
import { pageAddress } from './pages.ts';
import { crashCause } from './problems/crash-cause.ts';
import type { PodProblem } from './problems/pod-problem.ts';
import { type Claim, type Workload, type WorkloadProblem, workloadProblem } from './problems/workload-problem.ts';

/** PostgreSQL has no page. With monitoring.enabled=false, the optional parts are not installed. */
const expectedParts: { name: string; workload: string; page?: PageName; optional: boolean; deployedBy?: string }[] = [
  { name: 'PostgreSQL', workload: `${labName}-postgres`, optional: false },
  { name: apiPart, workload: `${labName}-api`, page: 'api', optional: false, deployedBy: 'make apply-fix' },
  { name: 'Grafana', workload: 'grafana', page: 'grafana', optional: true },
  { name: 'Prometheus', workload: `prometheus-${labName}-monitoring`, page: 'prometheus', optional: true },
];

async function describeAddress(cluster: Cluster, page: PageName | undefined): Promise<string> {
  if (!page) return 'make psql';
  const address = (await pageAddress(cluster, page)) ?? `make ${page}`;
  return page === 'grafana' ? `${address} (admin / admin)` : address;
}

/** Resolves to an empty list if reading is not permitted: the pods may also show the reason. */
async function list<Item>(access: ClusterAccess, kind: string): Promise<Item[]> {
  const text = await access.kubectl(['get', kind, '--output', 'json']).catch(() => '{"items":[]}');
  return JSON.parse(text).items;
}

/** Adds what the log says, if the container exited, and which verb replaces a wrong image. */
async function explain(
  access: ClusterAccess,
  { cause, look, ofPod }: WorkloadProblem,
  deployedBy: string | undefined,
): Promise<string> {
  const logged = async ({ pod, exitCode }: PodProblem) =>
    crashCause(await access.kubectl(['logs', pod, '--previous', '--tail', '20']).catch(() => ''), exitCode);
  const reason = ofPod?.kind === 'crash' ? await logged(ofPod) : '';
  const remedy = ofPod?.kind === 'image' && deployedBy ? `; ${deployedBy} deploys one that exists` : '';
  return `${cause}${reason && `: ${reason}`}; see ${access.kubectlHint} ${look}${remedy}`;
}

/**
 * The state of each part, as reported by Kubernetes. A workload without a ready pod is starting, or
 * has crashed if a container ended. `detail` explains why a pod is missing, or does not start.
 */
export async function readParts(cluster: Cluster): Promise<Part[]> {
  const { access } = cluster;
  if (!(await cluster.exists()))
    return [{ name: 'cluster', state: 'stopped', detail: 'the lab on this machine is separate: TARGET=local' }];
  const resources = await access.kubectl(['get', 'deployments,statefulsets,pods', '--output', 'json']);
  const { items } = JSON.parse(resources) as { items: (Workload | (Pod & { kind: 'Pod' }))[] };
  const pods = items.filter((item) => item.kind === 'Pod');
  const workloads = items.filter((item) => item.kind !== 'Pod');
  const lacksPods = workloads.some(({ spec, status }) => (status.readyReplicas ?? 0) < (spec.replicas ?? 1));
  const [claims, events] = lacksPods
    ? await Promise.all([list<Claim>(access, 'persistentvolumeclaims'), list<ClusterEvent>(access, 'events')])
    : [[], []];
  const hasEnded = (problem?: WorkloadProblem) => /^(?:crash|out of memory)$/.test(problem?.ofPod?.kind ?? '');
  const parts = expectedParts.map(async ({ name, workload, page, optional, deployedBy }): Promise<Part[]> => {
    const found = workloads.find(({ metadata }) => metadata.name === workload);
    if (!found) return optional ? [] : [{ name, state: 'stopped', detail: '' }];
    const problem = workloadProblem(found, pods, { claims, events });
    const explanation = problem ? await explain(access, problem, deployedBy) : '';
    if (!found.status.readyReplicas)
      return [{ name, state: hasEnded(problem) ? 'crashed' : 'starting', detail: explanation, optional }];
    const address = await describeAddress(cluster, page);
    const detail = problem ? `${address}; another pod does not start: ${explanation}` : address;
    return [{ name, state: 'running', detail, optional }];
  });
  return [{ name: 'cluster', state: 'running', detail: access.context }, ...(await Promise.all(parts)).flat()];
}
