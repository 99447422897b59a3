import { setTimeout as wait } from 'node:timers/promises';
import { requireFreePort } from '../../lib/ports.ts';
import type { Report } from '../../lib/report.ts';
import type { PageName } from '../target.ts';
import type { Cluster } from './cluster.ts';
import { labName } from './cluster-access.ts';
import { withPortForward } from './kubectl-process.ts';

/**
 * kind maps the node port of a page (k8s/kind.yaml) to the port in `setting`, set by `variable`.
 */
export const pages = {
  api: {
    title: 'The feed API',
    purpose: 'the feed API',
    service: { name: `${labName}-api`, port: 3000 },
    nodePort: 30080,
    setting: 'apiPort',
    variable: 'API_PORT',
    path: '/feed',
  },
  grafana: {
    title: 'Grafana (admin / admin)',
    purpose: 'Grafana',
    service: { name: 'grafana', port: 80 },
    nodePort: 30002,
    setting: 'grafanaPort',
    variable: 'GRAFANA_PORT',
    path: '/',
  },
  prometheus: {
    title: 'Prometheus',
    purpose: 'Prometheus',
    service: { name: `${labName}-monitoring-prometheus`, port: 9090 },
    nodePort: 30090,
    setting: 'prometheusPort',
    variable: 'PROMETHEUS_PORT',
    path: '/',
  },
} as const satisfies Record<PageName, object>;

const retryAfterMs = 1000;

/** The address of a page on this machine; undefined if no port is mapped to it. */
export async function pageAddress(cluster: Cluster, page: PageName): Promise<string | undefined> {
  const port = await cluster.mappedPort(pages[page].nodePort);
  return port === undefined ? undefined : `http://127.0.0.1:${port}${pages[page].path}`;
}

/** Runs `work` with the address of a page. Forwards a port if none is mapped to the page. */
export async function withPage<Result>(
  cluster: Cluster,
  page: PageName,
  work: (address: string) => Promise<Result>,
): Promise<Result> {
  const address = await pageAddress(cluster, page);
  if (address) return work(address);
  const { service, path } = pages[page];
  return withPortForward(cluster.access, `service/${service.name}`, service.port, (port) =>
    work(`http://127.0.0.1:${port}${path}`),
  );
}

/**
 * Prints the address of a page. If no port is mapped to it, forwards `port` until the signal
 * aborts, and restores the forwarding each time the pod is replaced.
 */
export async function openPage(
  cluster: Cluster,
  page: PageName,
  port: number,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const { title, purpose, service, path, variable } = pages[page];
  const address = await pageAddress(cluster, page);
  if (address) return report.print(`${title}: ${address}`);
  await requireFreePort(port, purpose, variable);
  report.print(`${title}: http://127.0.0.1:${port}${path}\nPress Ctrl-C to stop.`);
  await cluster.access.kubectl(['get', 'service', service.name]);
  const forward = ['port-forward', '--address', '127.0.0.1', `service/${service.name}`, `${port}:${service.port}`];
  while (!signal.aborted) {
    const output = await cluster.access
      .withSignal(signal)
      .kubectl(forward)
      .catch((error: Error) => error.message);
    if (signal.aborted) return;
    report.print(`The connection to ${service.name} was lost (${output.trim().split('\n').at(-1)}); trying again.`);
    await wait(retryAfterMs, undefined, { signal }).catch(() => {});
  }
}
