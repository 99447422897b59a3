import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { YAML } from 'zx';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { findTool, run } from '../../scripts/lib/run.ts';

const chartFolder = `${projectFolder}charts/feed-lab`;

/** The folder or the archive of kube-prometheus-stack. */
const monitoringChart = process.env.MONITORING_CHART;

/** For tests that render the chart. */
export const withHelm = {
  skip:
    (await findTool('helm')) && monitoringChart ? false : 'needs helm and MONITORING_CHART; make e2e runs these tests',
};

/** A values file of charts/feed-lab/ci, which has one for each kind of cluster. */
export const valuesFile = (name: string): string => join(chartFolder, 'ci', `${name}.yaml`);

export const valuesFiles = readdirSync(`${chartFolder}/ci`).map((name) => join(chartFolder, 'ci', name));

/** Any Kubernetes object. */
export interface Manifest {
  kind: string;
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has a different shape
  spec?: any;
  data?: Record<string, string>;
}

export interface Rendering {
  release?: string;
  namespace?: string;
  /** Additional arguments of helm: `--set`, `--values`. */
  flags?: string[];
  /** Replaces the version in Chart.yaml. */
  chartVersion?: string;
}

/** A copy of the chart with its dependency; `remove` deletes it. */
export function copyChart(version?: string): { folder: string; remove: () => void } {
  const parent = mkdtempSync(join(tmpdir(), 'feed-lab-chart-'));
  const folder = join(parent, 'feed-lab');
  cpSync(chartFolder, folder, { recursive: true, filter: (path) => path !== `${chartFolder}/charts` });
  mkdirSync(`${folder}/charts`);
  if (monitoringChart) {
    const archive = monitoringChart.endsWith('.tgz') ? basename(monitoringChart) : 'kube-prometheus-stack';
    cpSync(monitoringChart, `${folder}/charts/${archive}`, { recursive: true });
  }
  if (version) {
    const text = readFileSync(`${folder}/Chart.yaml`, 'utf8');
    writeFileSync(`${folder}/Chart.yaml`, text.replace(/^version: .*$/m, `version: ${version}`));
  }
  return { folder, remove: () => rmSync(parent, { recursive: true }) };
}

/** Runs `helm template`. Rejects with helm's message. */
export async function renderText({ release, namespace, flags, chartVersion }: Rendering = {}): Promise<string> {
  const { folder, remove } = copyChart(chartVersion);
  try {
    const args = [release ?? 'feed-lab', folder, '--namespace', namespace ?? 'feed-lab', ...(flags ?? [])];
    const { exitCode, stdout, stderr } = await run('checks')`helm template ${args}`;
    if (exitCode !== 0) throw new Error(stderr);
    return stdout;
  } finally {
    remove();
  }
}

/** The objects that `helm template` renders. */
export async function renderChart(rendering: Rendering = {}): Promise<Manifest[]> {
  const documents = YAML.parseAllDocuments(await renderText(rendering));
  return documents.map((document) => document.toJS() as Manifest).filter(Boolean);
}

/** @throws {AssertionError} when there is no such object */
export function findManifest(manifests: Manifest[], kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  assert.ok(found, `there is no ${kind} ${name}`);
  return found;
}
