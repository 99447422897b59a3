import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { requireTool, run } from '../lib/run.ts';
import { projectFolder } from '../lib/settings.ts';
import { labName } from '../targets/kind/cluster-access.ts';
import { prepareChart } from '../targets/kind/release.ts';
import { access, check, evidenceFolder, settings } from './context.ts';
import { writeSchemas } from './kubernetes-schemas.ts';

const valuesFolder = `${projectFolder}charts/feed-lab/ci`;

/** Before there is a cluster: the chart is well formed and refuses values that it does not know. */
export async function lintChart(): Promise<void> {
  const chart = await prepareChart(access, settings);
  for (const values of [[], ...readdirSync(valuesFolder).map((file) => ['--values', `${valuesFolder}/${file}`])])
    await access.helm(['lint', '--strict', chart, ...values]);
  await assert.rejects(access.helm(['template', 'x', chart, '--set', 'api.replica=2']), /additional properties/);
  await assert.rejects(access.helm(['template', 'x', chart, '--set', 'api.replicas=10']), /do not fit into/);
  check('helm lint --strict passes, and unknown values are refused', true);
}

/** With the schemas of the very cluster, so that the operator's kinds are known too. */
export async function validateManifests(): Promise<void> {
  await requireTool('kubeconform', 'Get it: https://github.com/yannh/kubeconform/releases');
  const folder = `${evidenceFolder}/schemas`;
  await mkdir(folder, { recursive: true });
  await writeSchemas(access, folder);
  const chart = await prepareChart(access, settings);
  const location = `${folder}/{{ .Group }}-{{ .ResourceAPIVersion }}-{{ .ResourceKind }}.json`;
  for (const file of readdirSync(valuesFolder)) {
    const manifests = await access.helm(['template', labName, chart, '--values', `${valuesFolder}/${file}`]);
    const rendered = `${folder}/${file}`;
    await writeFile(rendered, manifests);
    const options = ['-summary', '-schema-location', location, rendered];
    const { exitCode, stdout, stderr } = await run()`kubeconform ${options}`;
    console.log(`${file}: ${stdout.trim()}${stderr.trim()}`);
    check(`kubeconform finds every manifest of ${file} valid`, exitCode === 0);
  }
}

/** Twice the same install changes nothing; and back to the revision before. */
export async function checkRelease(): Promise<void> {
  const chart = await prepareChart(access, settings);
  const resources = ['deployments,statefulsets,jobs,secrets,configmaps,services', '--selector'];
  const versions = () =>
    access.kubectl([
      'get',
      ...resources,
      `app.kubernetes.io/instance=${labName}`,
      '--output',
      'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.generation} {.data}{"\\n"}{end}',
    ]);
  const before = await versions();
  await access.helm(['upgrade', labName, chart, '--reset-then-reuse-values']);
  assert.equal(await versions(), before);
  check('the chart installed again changes nothing: no Job, no Secret, no generation', true);
  console.log(await access.helm(['test', labName, '--logs']));
  check('helm test finds the API as its contract says', true);
}
