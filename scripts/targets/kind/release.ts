import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { YAML } from 'zx';
import { projectFolder } from '../../lib/project-folder.ts';
import type { Settings } from '../../settings/settings.ts';
import { type ClusterAccess, labName } from './cluster-access.ts';
import { deleteFailedJobs, waitForJobs } from './database-jobs.ts';

/** What the scripts set; every other value is the chart's own, or what a person has set by hand. */
export type ReleaseValues = Record<string, string | number>;

const timeout = '5m';

interface ChartFile {
  dependencies: { name: string; version: string; repository: string }[];
}

/** A copy of the chart with its dependency in place: the folder that was given, or a download that is kept. Resolves to its path. */
export async function prepareChart(access: ClusterAccess, settings: Settings): Promise<string> {
  const chart = `${settings.labFolder}/chart`;
  await rm(chart, { recursive: true, force: true });
  const source = `${projectFolder}charts/feed-lab`;
  // Without what `helm dependency build` may have put there by hand.
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

const asFlags = (values: ReleaseValues) =>
  Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`]);

/** Every image that the rendered chart names, also where the operator is told of one for later. */
export async function imagesOf(access: ClusterAccess, chart: string, values: ReleaseValues): Promise<string[]> {
  const manifests = await access.helm(['template', labName, chart, ...asFlags(values)]);
  const named = manifests.matchAll(/(?:^\s*(?:- )?image: |--prometheus-config-reloader=)"?([^\s"]+)/gm);
  return [...new Set([...named].map(([, image = '']) => image))];
}

/** Installs or upgrades: `values` change, all others stay as they are in the release. */
export async function upgradeRelease(access: ClusterAccess, chart: string, values: ReleaseValues): Promise<void> {
  await deleteFailedJobs(access);
  const words = ['upgrade', labName, chart, '--install', '--reset-then-reuse-values', '--timeout', timeout];
  await access.helm([...words, ...asFlags(values)]);
}

/** What runs is ready: the database, its Jobs, the API, and Prometheus, whom Helm does not wait for. */
export async function waitUntilReady(access: ClusterAccess, { monitoring }: { monitoring: boolean }): Promise<void> {
  await access.kubectl(['rollout', 'status', `statefulset/${labName}-postgres`, '--timeout', timeout]);
  await waitForJobs(access);
  await access.kubectl(['rollout', 'status', `deployment/${labName}-api`, '--timeout', timeout]);
  if (!monitoring) return;
  await access.kubectl(['rollout', 'status', 'deployment/grafana', '--timeout', timeout]);
  await access.kubectl(['wait', '--for=create', 'statefulset/prometheus-monitoring', '--timeout', timeout]);
  await access.kubectl(['rollout', 'status', 'statefulset/prometheus-monitoring', '--timeout', timeout]);
}

/** The values of the installed release; undefined when there is none. */
export async function releaseValues(
  access: ClusterAccess,
): Promise<{ api: { image: { tag: string } }; monitoring: { enabled: boolean } } | undefined> {
  const installed = await access.helm(['list', '--filter', `^${labName}$`, '--short']);
  if (!installed.trim()) return undefined;
  return JSON.parse(await access.helm(['get', 'values', labName, '--all', '--output', 'json']));
}
