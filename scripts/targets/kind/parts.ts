import type { Settings } from '../../lib/settings.ts';
import type { Page, Part } from '../target.ts';
import { clusterOf } from './cluster.ts';
import { clusterAccess, labName } from './cluster-access.ts';
import { pageAddress } from './pages.ts';

interface Workloads {
  items: { metadata: { name: string }; status: { readyReplicas?: number } }[];
}

interface ExpectedPart {
  name: string;
  workload: string;
  /** What a person looks at; PostgreSQL has no page. */
  page?: Page;
  /** False for what monitoring.enabled=false leaves out. */
  always: boolean;
}

const expectedParts: ExpectedPart[] = [
  { name: 'PostgreSQL', workload: `${labName}-postgres`, always: true },
  { name: 'feed API', workload: `${labName}-api`, page: 'api', always: true },
  { name: 'Grafana', workload: 'grafana', page: 'grafana', always: false },
  { name: 'Prometheus', workload: 'prometheus-monitoring', page: 'prometheus', always: false },
];

async function whereToLook(settings: Settings, page: Page | undefined): Promise<string> {
  if (!page) return 'make psql';
  const address = (await pageAddress(settings, page)) ?? `make ${page}`;
  return page === 'grafana' ? `${address} (admin / admin)` : address;
}

/** Each part as Kubernetes sees it. A workload without a ready pod counts as crashed; one that is not installed as stopped. */
export async function readParts(settings: Settings): Promise<Part[]> {
  const access = clusterAccess(settings);
  const cluster = { name: 'cluster', detail: access.context };
  if (!(await clusterOf(settings).exists())) return [{ ...cluster, state: 'stopped' }];
  const found: Workloads = JSON.parse(await access.kubectl(['get', 'deployments,statefulsets', '--output', 'json']));
  const parts = expectedParts.map(async ({ name, workload, page, always }): Promise<Part[]> => {
    const { status } = found.items.find(({ metadata }) => metadata.name === workload) ?? {};
    if (!status) return always ? [{ name, state: 'stopped', detail: '' }] : [];
    if (status.readyReplicas) return [{ name, state: 'running', detail: await whereToLook(settings, page) }];
    return [{ name, state: 'crashed', detail: `no pod is ready; see kubectl --namespace ${labName} get pods` }];
  });
  return [{ ...cluster, state: 'running' }, ...(await Promise.all(parts)).flat()];
}
