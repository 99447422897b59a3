import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { YAML } from 'zx';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { run } from '../../scripts/lib/run.ts';

const source = `${projectFolder}charts/feed-lab`;

/** A rendered Kubernetes object. */
export interface Manifest {
  kind: string;
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
  spec?: unknown;
  data?: Record<string, string>;
}

export interface Rendering {
  release: string;
  namespace: string;
  /** Arguments of `helm template`, such as `--set`. */
  args?: string[];
}

/**
 * The manifests of a release, by `helm template`. Without kube-prometheus-stack, so that no chart
 * has to be downloaded.
 * @throws what Helm wrote when it fails
 */
export async function renderChart({ release, namespace, args = [] }: Rendering): Promise<Manifest[]> {
  const folder = await mkdtemp(join(tmpdir(), 'feed-lab-chart-'));
  try {
    const leftOut = [`${source}/charts`, `${source}/Chart.lock`];
    await cp(source, folder, { recursive: true, filter: (path) => !leftOut.includes(path) });
    const { dependencies, ...chart } = YAML.parse(await readFile(`${folder}/Chart.yaml`, 'utf8'));
    await writeFile(`${folder}/Chart.yaml`, YAML.stringify(chart));
    const own = ['--namespace', namespace, '--set', 'monitoring.enabled=false', ...args];
    const { exitCode, stdout, stderr } = await run()`helm template ${release} ${folder} ${own}`;
    if (exitCode !== 0) throw new Error(stderr);
    return YAML.parseAllDocuments(stdout).flatMap((document) => document.toJS() ?? []);
  } finally {
    await rm(folder, { recursive: true });
  }
}
