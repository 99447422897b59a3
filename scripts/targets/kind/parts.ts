import type { Settings } from '../../settings/settings.ts';
import type { Page, Part } from '../target.ts';
import { clusterAccess, labName } from './cluster-access.ts';
import type { Pod } from './kubernetes-api.ts';
import { clusterOf } from './open-cluster.ts';
import { pageAddress } from './pages.ts';
import { whyPodWaits } from './pod-problems.ts';

interface Workload {
  kind: 'Deployment' | 'StatefulSet';
  metadata: { name: string };
  status: { readyReplicas?: number };
}

interface Found {
  items: (Workload | (Pod & { kind: 'Pod' }))[];
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

/**
 * Each part as Kubernetes sees it. Without a ready pod a workload is starting, or has crashed when a pod says what is wrong with
 * it; what is wrong with a newer pod beside one that still serves is told too.
 */
export async function readParts(settings: Settings): Promise<Part[]> {
  const access = clusterAccess(settings);
  const cluster = { name: 'cluster', detail: access.context };
  if (!(await clusterOf(settings).exists()))
    return [{ ...cluster, state: 'stopped', detail: 'the lab on this machine is another one: TARGET=local' }];
  const { items }: Found = JSON.parse(
    await access.kubectl(['get', 'deployments,statefulsets,pods', '--output', 'json']),
  );
  const pods = items.filter((item) => item.kind === 'Pod');
  const parts = expectedParts.map(async ({ name, workload, page, optional }): Promise<Part[]> => {
    const found = items.find((item): item is Workload => item.kind !== 'Pod' && item.metadata.name === workload);
    if (!found) return optional ? [] : [{ name, state: 'stopped', detail: '' }];
    const problem = pods
      .filter(({ metadata }) => metadata.name.startsWith(`${workload}-`))
      .map(whyPodWaits)
      .find(Boolean);
    const look = `${problem}; see ${access.kubectlHint} get pods`;
    if (found.status.readyReplicas) {
      const address = await whereToLook(settings, page);
      return [
        {
          name,
          state: 'running',
          detail: problem ? `${address}; a newer pod does not start: ${look}` : address,
          optional,
        },
      ];
    }
    return [
      problem ? { name, state: 'crashed', detail: look, optional } : { name, state: 'starting', detail: '', optional },
    ];
  });
  return [{ ...cluster, state: 'running' }, ...(await Promise.all(parts)).flat()];
}
