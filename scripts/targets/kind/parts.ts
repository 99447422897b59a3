import type { PageName, Part } from '../target.ts';
import type { Cluster } from './cluster.ts';
import { labName } from './cluster-access.ts';
import { type Pod, podProblem } from './kubernetes-api.ts';
import { pageAddress } from './pages.ts';

interface Workload {
  kind: 'Deployment' | 'StatefulSet';
  metadata: { name: string };
  status: { readyReplicas?: number };
}

/** PostgreSQL has no page. With monitoring.enabled=false, the optional parts are not installed. */
const expectedParts: { name: string; workload: string; page?: PageName; optional: boolean }[] = [
  { name: 'PostgreSQL', workload: `${labName}-postgres`, optional: false },
  { name: 'feed API', workload: `${labName}-api`, page: 'api', optional: false },
  { name: 'Grafana', workload: 'grafana', page: 'grafana', optional: true },
  { name: 'Prometheus', workload: `prometheus-${labName}-monitoring`, page: 'prometheus', optional: true },
];

async function describeAddress(cluster: Cluster, page: PageName | undefined): Promise<string> {
  if (!page) return 'make psql';
  const address = (await pageAddress(cluster, page)) ?? `make ${page}`;
  return page === 'grafana' ? `${address} (admin / admin)` : address;
}

/**
 * The state of each part, as reported by Kubernetes. A workload without a ready pod is starting, or
 * has crashed if a pod has a problem. While an older pod is still serving requests, `detail`
 * contains the problem of a newer one.
 */
export async function readParts(cluster: Cluster): Promise<Part[]> {
  const { access } = cluster;
  if (!(await cluster.exists()))
    return [{ name: 'cluster', state: 'stopped', detail: 'the lab on this machine is separate: TARGET=local' }];
  const resources = await access.kubectl(['get', 'deployments,statefulsets,pods', '--output', 'json']);
  const { items } = JSON.parse(resources) as { items: (Workload | (Pod & { kind: 'Pod' }))[] };
  const pods = items.filter((item) => item.kind === 'Pod');
  const parts = expectedParts.map(async ({ name, workload, page, optional }): Promise<Part[]> => {
    const found = items.find((item): item is Workload => item.kind !== 'Pod' && item.metadata.name === workload);
    if (!found) return optional ? [] : [{ name, state: 'stopped', detail: '' }];
    const problem = pods
      .filter(({ metadata }) => metadata.name.startsWith(`${workload}-`))
      .map(podProblem)
      .find(Boolean);
    const explanation = problem ? `${problem}; see ${access.kubectlHint} get pods` : '';
    if (!found.status.readyReplicas)
      return [{ name, state: problem ? 'crashed' : 'starting', detail: explanation, optional }];
    const address = await describeAddress(cluster, page);
    const detail = problem ? `${address}; a newer pod does not start: ${explanation}` : address;
    return [{ name, state: 'running', detail, optional }];
  });
  return [{ name: 'cluster', state: 'running', detail: access.context }, ...(await Promise.all(parts)).flat()];
}
