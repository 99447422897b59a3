import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { requireFreePort } from '../../lib/ports.ts';
import type { Report } from '../../lib/report.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Page } from '../target.ts';
import { clusterAccess, labName } from './cluster-access.ts';
import { clusterOf } from './open-cluster.ts';
import { withPortForward } from './with-kubectl-process.ts';

interface PageInCluster {
  title: string;
  service: string;
  servicePort: number;
  nodePort: number;
  path: string;
  /** The setting that chooses its port on this machine, and the variable that sets it. */
  setting: 'apiPort' | 'grafanaPort' | 'prometheusPort';
  variable: string;
}

const pages: Record<Page, PageInCluster> = {
  api: {
    title: 'The feed API',
    service: `${labName}-api`,
    servicePort: 3000,
    nodePort: 30080,
    path: '/feed',
    setting: 'apiPort',
    variable: 'API_PORT',
  },
  grafana: {
    title: 'Grafana (admin / admin)',
    service: 'grafana',
    servicePort: 80,
    nodePort: 30002,
    path: '/',
    setting: 'grafanaPort',
    variable: 'GRAFANA_PORT',
  },
  prometheus: {
    title: 'Prometheus',
    service: 'monitoring-prometheus',
    servicePort: 9090,
    nodePort: 30090,
    path: '/',
    setting: 'prometheusPort',
    variable: 'PROMETHEUS_PORT',
  },
};

const againAfterMs = 1000;

/** Where a page answers on this machine; undefined when no port leads to it. */
export async function pageAddress(settings: Settings, page: Page): Promise<string | undefined> {
  const port = await clusterOf(settings).mappedPort(pages[page].nodePort);
  return port === undefined ? undefined : `http://127.0.0.1:${port}${pages[page].path}`;
}

/** Runs `work` with the address of a page, through a port that is there, or else one that leads to it meanwhile. */
export async function withPage<Result>(
  settings: Settings,
  page: Page,
  work: (address: string) => Promise<Result>,
): Promise<Result> {
  const address = await pageAddress(settings, page);
  if (address) return work(address);
  const { service, servicePort, path } = pages[page];
  return withPortForward(clusterAccess(settings), `service/${service}`, servicePort, (port) =>
    work(`http://127.0.0.1:${port}${path}`),
  );
}

/** Says where a page answers. Where no port leads to it, one does until the signal, and again whenever its pod has gone away. */
export async function openPage(settings: Settings, page: Page, report: Report, signal: AbortSignal): Promise<void> {
  const { title, service, servicePort, path, setting, variable } = pages[page];
  const address = await pageAddress(settings, page);
  if (address) return report.print(`${title}: ${address}`);
  const port = settings[setting];
  await requireFreePort(port, title, variable);
  report.print(`${title}: http://127.0.0.1:${port}${path}\nCtrl-C ends it.`);
  const access = clusterAccess(settings);
  await access.kubectl(['get', 'service', service]);
  const words = ['port-forward', '--address', '127.0.0.1', `service/${service}`, `${port}:${servicePort}`];
  while (!signal.aborted) {
    const forward = spawn('kubectl', [...access.kubectlScope, ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
    });
    let said = '';
    forward.stderr.on('data', (chunk) => {
      said += chunk;
    });
    await once(forward, 'exit').catch(() => {});
    if (signal.aborted) return;
    report.print(`The way to ${service} broke (${said.trim().split('\n').at(-1)}); trying again.`);
    await wait(againAfterMs, undefined, { signal }).catch(() => {});
  }
}
