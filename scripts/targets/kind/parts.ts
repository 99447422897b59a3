import type { Settings } from '../../lib/settings.ts';
import type { Part } from '../target.ts';
import { type ClusterAccess, labName } from './cluster-access.ts';

interface Workloads {
  items: { metadata: { name: string }; spec: { replicas?: number }; status: { readyReplicas?: number } }[];
}

/** What makes up the lab in the cluster: its workload, and where a person finds it. */
function expectedParts(settings: Settings): { name: string; workload: string; address: string }[] {
  const here = (port: number) => `http://127.0.0.1:${port}`;
  return [
    { name: 'PostgreSQL', workload: `${labName}-postgres`, address: 'in the cluster; make psql TARGET=kind' },
    { name: 'feed API', workload: `${labName}-api`, address: here(settings.apiPort) },
    { name: 'Grafana', workload: 'grafana', address: `${here(settings.grafanaPort)} (admin / admin)` },
    { name: 'Prometheus', workload: 'prometheus-monitoring', address: here(settings.prometheusPort) },
  ];
}

/** Each part as Kubernetes sees it. A workload without a ready pod counts as crashed; one that is not installed as stopped. */
export async function readParts(access: ClusterAccess, settings: Settings, clusterExists: boolean): Promise<Part[]> {
  const workloads: Workloads = clusterExists
    ? JSON.parse(await access.kubectl(['get', 'deployments,statefulsets', '--output', 'json']))
    : { items: [] };
  return expectedParts(settings).map(({ name, workload, address }) => {
    const found = workloads.items.find(({ metadata }) => metadata.name === workload);
    if (!found) return { name, state: 'stopped', detail: '' };
    if (found.status.readyReplicas) return { name, state: 'running', detail: address };
    return { name, state: 'crashed', detail: `no pod is ready; see kubectl --namespace ${labName} get pods` };
  });
}
