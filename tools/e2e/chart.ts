import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { requireTool, run } from '../../scripts/lib/run.ts';
import { labName } from '../../scripts/targets/kind/cluster-access.ts';
import { prepareChart, waitUntilReady } from '../../scripts/targets/kind/release.ts';
import { readRunningState } from '../../scripts/targets/running-state.ts';
import { access, check, evidenceFolder, settings, target } from './context.ts';
import { writeSchemas } from './kubernetes-schemas.ts';

const valuesFolder = `${projectFolder}charts/feed-lab/ci`;

/** Before there is a cluster: the chart is well formed and refuses values that it does not know. */
export async function lintChart(): Promise<void> {
  await requireTool('kubeconform', 'Get it: https://github.com/yannh/kubeconform/releases');
  const chart = await prepareChart(access, settings);
  for (const values of [[], ...readdirSync(valuesFolder).map((file) => ['--values', `${valuesFolder}/${file}`])])
    await access.helm(['lint', '--strict', chart, ...values]);
  await assert.rejects(access.helm(['template', 'x', chart, '--set', 'api.replica=2']), /additional properties/);
  await assert.rejects(access.helm(['template', 'x', chart, '--set', 'api.replicas=10']), /do not fit into/);
  check('helm lint --strict passes, and unknown values are refused', true);
}

/** With the schemas of the very cluster, so that the operator's kinds are known too. */
export async function validateManifests(): Promise<void> {
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

/** What an upgrade would change of a release: the generation of what runs, the version of what is only kept. Passwords stay unseen. */
async function fingerprint(): Promise<string> {
  const ofRelease = ['--selector', `app.kubernetes.io/instance=${labName}`, '--output'];
  const show = (kinds: string, version: string) =>
    access.kubectl([
      'get',
      kinds,
      ...ofRelease,
      `jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.${version}}{"\\n"}{end}`,
    ]);
  return `${await show('deployments,statefulsets,jobs', 'generation')}${await show('secrets,configmaps', 'resourceVersion')}`;
}

/** Twice the same install changes nothing; back to the revision before and forward again; and the API keeps its contract. */
export async function checkRelease(): Promise<void> {
  const chart = await prepareChart(access, settings);
  const before = await fingerprint();
  await access.helm(['upgrade', labName, chart, '--reset-then-reuse-values']);
  assert.equal(await fingerprint(), before);
  check('the chart installed again changes nothing: no Job, no Secret, no generation', true);

  await access.helm(['upgrade', labName, chart, '--reset-then-reuse-values', '--set', 'database.migrateTo=1']);
  await waitUntilReady(access, { monitoring: false });
  const back = await readRunningState(target);
  await access.helm(['rollback', labName]);
  await waitUntilReady(access, { monitoring: false });
  const forward = await readRunningState(target);
  check(
    `helm rollback brings the schema back (migration ${back.migration}, then ${forward.migration})`,
    back.migration === 1 && !back.indexValid && forward.migration === 2 && forward.indexValid,
  );
  console.log(await access.helm(['test', labName, '--logs']));
  check('helm test finds the API as its contract says', true);
}
