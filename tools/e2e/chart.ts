import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { childEnvironment } from '../../scripts/lib/child-environment.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { requireTool, run } from '../../scripts/lib/run.ts';
import { labName } from '../../scripts/targets/kind/cluster-access.ts';
import { prepareChart } from '../../scripts/targets/kind/release/release.ts';
import { waitUntilReady } from '../../scripts/targets/kind/release/wait-until-ready.ts';
import { readRunningState } from '../../scripts/targets/running-state.ts';
import { access, check, evidenceFolder, settings, target } from './context.ts';
import { writeSchemas } from './kubernetes-schemas.ts';

const valuesFolder = `${projectFolder}charts/feed-lab/ci`;
/** What kind's cluster does not have: the Gateway API, and IPv6. */
const notInCluster = { kind: 'HTTPRoute', flags: ['--set', 'api.httpRoute.enabled=false,ipFamilies={IPv4}'] };

/** Runs the tests that render the chart, with the dependency that the lab installs. */
export async function testChart(): Promise<void> {
  const chart = await prepareChart(access, settings);
  const [dependency = ''] = readdirSync(`${chart}/charts`);
  const { exitCode, stdout, stderr } = await run('checks')({
    cwd: projectFolder,
    env: childEnvironment('checks', { MONITORING_CHART: `${chart}/charts/${dependency}` }),
  })`node --import tsx --test tools/chart/chart.test.ts tools/chart/values.test.ts tools/chart/other-release.test.ts`;
  console.log(`${stdout}${stderr}`.trim());
  check('the tests of the chart pass, and none is skipped', exitCode === 0 && /skipped 0\b/.test(stdout));
}

/**
 * The API server finds contradictions that no schema shows, such as both limits in a
 * PodDisruptionBudget.
 */
async function tryManifests(file: string, chart: string): Promise<void> {
  // A pod of a hook would need its service account, which a dry run does not create.
  const flags = ['--no-hooks', '--values', `${valuesFolder}/${file}`, ...notInCluster.flags];
  const manifests = await access.helm(['template', 'dry-run', chart, ...flags]);
  const { stderr } = await access.tryKubectl(
    ['apply', '--server-side', '--dry-run=server', '--filename', '-'],
    manifests,
  );
  check(`the API server accepts every manifest of ${file} (${stderr.trim() || 'no message'})`, !/error/i.test(stderr));
}

/** Uses the cluster's own schemas, which include the Prometheus operator's custom resources. */
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
    const options = ['-summary', '-schema-location', location, '-skip', notInCluster.kind, rendered];
    const { exitCode, stdout, stderr } = await run('checks')`kubeconform ${options}`;
    console.log(`${file}: ${stdout.trim()}${stderr.trim()}`);
    check(`kubeconform finds every manifest of ${file} valid`, exitCode === 0);
    await tryManifests(file, chart);
  }
}

/** The versions of the release's resources, which change when an upgrade changes the resource. */
export async function readVersions(): Promise<string> {
  const read = (kinds: string, field: string) => {
    const version = `{range .items[*]}{.kind}/{.metadata.name} {.metadata.${field}}{"\\n"}{end}`;
    const ofRelease = ['--selector', `app.kubernetes.io/instance=${labName}`];
    return access.kubectl(['get', kinds, ...ofRelease, '--output', `jsonpath=${version}`]);
  };
  return `${await read('deployments,statefulsets,jobs', 'generation')}${await read('secrets,configmaps', 'resourceVersion')}`;
}

/** Checks `helm test`, a rollback, and that an upgrade to the same chart changes nothing. */
export async function checkRelease(): Promise<void> {
  const chart = await prepareChart(access, settings);
  const before = await readVersions();
  await access.helm(['upgrade', labName, chart, '--reset-then-reuse-values']);
  assert.equal(await readVersions(), before);
  check('an upgrade to the same chart changes nothing: no Job, no Secret, no generation', true);

  await access.helm(['upgrade', labName, chart, '--reset-then-reuse-values', '--set', 'database.migrateTo=1']);
  await waitUntilReady(access, { monitoring: false });
  const back = await readRunningState(target);
  await access.helm(['rollback', labName]);
  await waitUntilReady(access, { monitoring: false });
  const forward = await readRunningState(target);
  check(
    `helm rollback restores the schema (migration ${back.migration}, then ${forward.migration})`,
    back.migration === 1 && !back.indexValid && forward.migration === 2 && forward.indexValid,
  );
  console.log(await access.helm(['test', labName, '--logs']));
  check('helm test passes', true);
}
