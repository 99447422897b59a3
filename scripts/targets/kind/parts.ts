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
  /** True for what people look with, which monitoring.enabled=false leaves out. */
  optional: boolean;
}

const expectedParts: ExpectedPart[] = [
  { name: 'PostgreSQL', workload: `${labName}-postgres`, optional: false },
  { name: 'feed API', workload: `${labName}-api`, page: 'api', optional: false },
  { name: 'Grafana', workload: 'grafana', page: 'grafana', optional: true },
  { name: 'Prometheus', workload: 'prometheus-monitoring', page: 'prometheus', optional: true },
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
  if (!(await clusterOf(settings).exists()))
    return [{ ...cluster, state: 'stopped', detail: 'the lab on this machine is another one: TARGET=local' }];
  const found: Workloads = JSON.parse(await access.kubectl(['get', 'deployments,statefulsets', '--output', 'json']));
  const parts = expectedParts.map(async ({ name, workload, page, optional }): Promise<Part[]> => {
    const { status } = found.items.find(({ metadata }) => metadata.name === workload) ?? {};
    if (!status) return optional ? [] : [{ name, state: 'stopped', detail: '' }];
    if (status.readyReplicas) return [{ name, state: 'running', detail: await whereToLook(settings, page), optional }];
    return [{ name, state: 'crashed', detail: `no pod is ready; see ${access.kubectlHint} get pods`, optional }];
  });
  return [{ ...cluster, state: 'running' }, ...(await Promise.all(parts)).flat()];
}
