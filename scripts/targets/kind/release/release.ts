import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { YAML } from 'zx';
import { LabError } from '../../../lib/lab-error.ts';
import { projectFolder } from '../../../lib/project-folder.ts';
import type { Report } from '../../../lib/report.ts';
import type { Settings } from '../../../settings/settings.ts';
import { type ClusterAccess, labName } from '../cluster-access.ts';
import { imagesIn } from '../images/images-in.ts';
import { deleteFailedJobs } from './database-jobs.ts';
import { findConflicts } from './field-conflicts.ts';
import { forgetInterruptedUpgrade } from './interrupted-upgrade.ts';

/** The values that the scripts set. Others are defaults of the chart, or were set manually. */
export type ReleaseValues = Record<string, string | number>;

/** What a release needs to know about its cluster. */
export interface ReleaseCluster {
  access: ClusterAccess;
  /** The file with the chart's values that only this cluster needs; undefined if there is none. */
  valuesFile: string | undefined;
  /** More such values, which depend on the state of the cluster. */
  values(): Promise<ReleaseValues>;
}

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

/**
 * Helm's flags for the values of the cluster, and for `values`. They take precedence over those of
 * the release, so every upgrade has to get the same ones of the cluster.
 */
async function valueFlags(cluster: ReleaseCluster, values: ReleaseValues): Promise<string[]> {
  const all = Object.entries({ ...(await cluster.values()), ...values });
  return [
    ...(cluster.valuesFile ? ['--values', cluster.valuesFile] : []),
    ...all.flatMap(([name, value]) => ['--set', `${name}=${value}`]),
  ];
}

/**
 * Every image that the chart names with `values` and with those that are kept from the release,
 * including one in an argument of the operator; where they come from, before a copy of them in
 * global.imageRegistry.
 */
export async function imagesOf(
  cluster: ReleaseCluster,
  chart: string,
  values: ReleaseValues,
  kept: object,
): Promise<string[]> {
  const { 'global.imageRegistry': copies } = await cluster.values();
  const originals = { ...values, ...(copies !== undefined && { 'global.imageRegistry': '' }) };
  const template = ['template', labName, chart, '--values', '-', ...(await valueFlags(cluster, originals))];
  const manifests = await cluster.access.helm(template, JSON.stringify(kept));
  return imagesIn(manifests);
}

/**
 * Helm 4 uses server-side apply, and refuses to change a field that somebody else has set unless it
 * is forced to. Helm 3 merges on the client, and overwrites such a field anyway.
 * `--server-side=true` also converts a release that Helm 3 installed.
 */
async function applyFlags(access: ClusterAccess): Promise<string[]> {
  const version = await access.helm(['version', '--template', '{{.Version}}']);
  return version.startsWith('v3.') ? [] : ['--server-side=true', '--force-conflicts'];
}

/**
 * Installs or upgrades the release. Values other than `values` are kept. Fields that
 * somebody has changed by hand are reset to the chart's values, and reported.
 */
export async function upgradeRelease(
  cluster: ReleaseCluster,
  chart: string,
  values: ReleaseValues,
  report: Report,
): Promise<void> {
  const { access } = cluster;
  await forgetInterruptedUpgrade(access, report);
  await deleteFailedJobs(access);
  const flags = [...(await applyFlags(access)), '--timeout', timeout, ...(await valueFlags(cluster, values))];
  const upgrade = ['upgrade', labName, chart, '--install', '--reset-then-reuse-values', ...flags];
  if (await releaseValues(access)) {
    const rendered = JSON.parse(await access.helm([...upgrade, '--dry-run=server', '--output', 'json']));
    for (const { manager, field, object } of await findConflicts(access, rendered.manifest))
      report.print(`Taken over from ${manager}: ${field} of ${object}`);
  }
  await access.helm(upgrade);
}

interface InstalledValues {
  auth?: { existingSecret?: string; keys?: Record<string, string> };
  api: { image: { tag: string } };
  monitoring: { enabled: boolean };
}

/** The values of the release's last revision, whatever its state; undefined if there is none. */
export function releaseValues<Values = InstalledValues>(access: ClusterAccess): Promise<Values | undefined> {
  return getValues(access, '--all');
}

/** Those that differ from the chart's defaults, which an upgrade keeps. */
export async function keptValues(access: ClusterAccess): Promise<object> {
  return (await getValues<object>(access)) ?? {};
}

async function getValues<Values>(access: ClusterAccess, ...flags: string[]): Promise<Values | undefined> {
  const { exitCode, stdout, stderr } = await access.tryHelm(['get', 'values', labName, ...flags, '--output', 'json']);
  if (exitCode === 0) return JSON.parse(stdout);
  if (stderr.includes('release: not found')) return undefined;
  throw new LabError('cluster_failed', stderr.trim(), `Look at it: ${access.helmHint} history ${labName}`);
}
