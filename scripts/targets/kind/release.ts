import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { YAML } from 'zx';
import { projectFolder } from '../../lib/project-folder.ts';
import type { Settings } from '../../settings/settings.ts';
import { type ClusterAccess, labName } from './cluster-access.ts';
import { deleteFailedJobs, waitForJobs } from './database-jobs.ts';

/** The values that the scripts set. Others are defaults of the chart, or were set manually. */
export type ReleaseValues = Record<string, string | number>;

const timeout = '5m';

interface ChartFile {
  dependencies: Record<'name' | 'version' | 'repository', string>[];
}

/**
 * Copies the chart and adds its dependency: MONITORING_CHART, or a download, which is cached.
 * Resolves to the path of the copy.
 */
export async function prepareChart(access: ClusterAccess, settings: Settings): Promise<string> {
  const chart = `${settings.labFolder}/chart`;
  await rm(chart, { recursive: true, force: true });
  const source = `${projectFolder}charts/feed-lab`;
  // Excludes dependencies that a manual `helm dependency build` may have added.
  await cp(source, chart, { recursive: true, filter: (path) => path !== `${source}/charts` });
  const { dependencies } = YAML.parse(await readFile(`${chart}/Chart.yaml`, 'utf8')) as ChartFile;
  for (const { name, version, repository } of dependencies) {
    if (settings.monitoringChart) await cp(settings.monitoringChart, `${chart}/charts/${name}`, { recursive: true });
    else {
      const downloads = `${settings.labFolder}/downloads`;
      const archive = `${name}-${version}.tgz`;
      const pull = ['pull', name, '--repo', repository, '--version', version, '--destination', downloads];
      await mkdir(downloads, { recursive: true });
      if (!existsSync(`${downloads}/${archive}`)) await access.helm(pull);
      await cp(`${downloads}/${archive}`, `${chart}/charts/${archive}`);
    }
  }
  return chart;
}

const asFlags = (values: ReleaseValues) => [
  ...['--values', `${projectFolder}k8s/lab-values.yaml`],
  ...Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
];

/** Every image that the rendered chart names, including one in an argument of the operator. */
export async function imagesOf(access: ClusterAccess, chart: string, values: ReleaseValues): Promise<string[]> {
  const manifests = await access.helm(['template', labName, chart, ...asFlags(values)]);
  const named = manifests.matchAll(/(?:^\s*(?:- )?image: |--prometheus-config-reloader=)"?([^\s"]+)/gm);
  return [...new Set([...named].map(([, image = '']) => image))];
}

/** Installs or upgrades the release. Values other than `values` are kept. */
export async function upgradeRelease(access: ClusterAccess, chart: string, values: ReleaseValues): Promise<void> {
  await deleteFailedJobs(access);
  const args = ['upgrade', labName, chart, '--install', '--reset-then-reuse-values', '--timeout', timeout];
  await access.helm([...args, ...asFlags(values)]);
}

/** Waits for the database, its Jobs and the API; `monitoring` adds Grafana and Prometheus. */
export async function waitUntilReady(access: ClusterAccess, { monitoring = false } = {}): Promise<void> {
  const rollout = (workload: string) => access.kubectl(['rollout', 'status', workload, '--timeout', timeout]);
  await rollout(`statefulset/${labName}-postgres`);
  await waitForJobs(access);
  await rollout(`deployment/${labName}-api`);
  if (!monitoring) return;
  await rollout('deployment/grafana');
  // The operator creates it after Helm has finished.
  const prometheus = `statefulset/prometheus-${labName}-monitoring`;
  await access.kubectl(['wait', '--for=create', prometheus, '--timeout', timeout]);
  await rollout(prometheus);
}

/** The values of the installed release; undefined when there is none. */
export async function releaseValues(
  access: ClusterAccess,
): Promise<{ api: { image: { tag: string } }; monitoring: { enabled: boolean } } | undefined> {
  const installed = await access.helm(['list', '--filter', `^${labName}$`, '--short']);
  if (!installed.trim()) return undefined;
  return JSON.parse(await access.helm(['get', 'values', labName, '--all', '--output', 'json']));
}
