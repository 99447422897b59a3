import '../../scripts/lib/own-environment.ts';
import { formatSeconds } from '../../scripts/lib/format.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { printFailure, runMain } from '../../scripts/lib/main.ts';
import { run } from '../../scripts/lib/run.ts';
import { labName } from '../../scripts/targets/kind/cluster-access.ts';
import { checkRules, testRules } from './alerts.ts';
import { checkRelease, testChart, validateManifests } from './chart.ts';
import { access, check, cluster, evidenceFolder, runVerb, signal, stop } from './context.ts';
import { checkAnnotations, checkGrafana } from './grafana.ts';
import { checkIndexUnderWrites } from './index-under-writes.ts';
import { checkManyUsers } from './many-users.ts';
import { checkPanels, checkSeries } from './panels.ts';
import { checkPrometheusCounts, checkScrapeInterval } from './prometheus-counts.ts';
import { checkOutages, checkRollingRestart } from './restarts.ts';
import { checkSecondRelease } from './second-release.ts';
import { checkRequests } from './small-node.ts';
import { runStory } from './story.ts';

// `make e2e`: creates a cluster, goes through the story in it as a person does, checks what
// docs/cluster.md says about it, and deletes the cluster.

/** A ratio: how long it takes depends on the machine, and on what else keeps it busy. */
const maxUpAgainShare = 1 / 3;
let firstUpMs = 0;

async function createLab(): Promise<void> {
  firstUpMs = await runVerb(['up']);
}

async function upAgain(): Promise<void> {
  const share = (await runVerb(['up'])) / firstUpMs;
  check(`up on a running lab takes less than a third of the first time (${share.toFixed(2)})`, share < maxUpAgainShare);
}

const steps: (() => Promise<unknown>)[] = [
  testChart,
  testRules,
  createLab,
  checkRequests,
  checkGrafana,
  checkRules,
  () => checkPanels('before any load'),
  validateManifests,
  runStory,
  checkAnnotations,
  () => checkPanels('after the last load'),
  checkSeries,
  checkRollingRestart,
  checkPrometheusCounts,
  checkScrapeInterval,
  checkIndexUnderWrites,
  checkOutages,
  checkManyUsers,
  checkRelease,
  checkSecondRelease,
  () => checkPanels('without load'),
  upAgain,
  () => runVerb(['reset']),
  () => runVerb(['status']),
];

type Resources = Record<'containers' | 'volumes' | 'contexts' | 'current context', string>;

/** The contents of Docker and of the user's kubeconfig. */
async function listResources(): Promise<Resources> {
  const { stdout: contexts } = await run('checks')`kubectl config get-contexts --output name`;
  const { stdout: currentContext } = await run('checks')`kubectl config current-context`;
  return {
    containers: await access.docker(['ps', '--all', '--quiet']),
    volumes: await access.docker(['volume', 'ls', '--quiet']),
    contexts,
    'current context': currentContext,
  };
}

async function checkNothingLeft(before: Resources): Promise<void> {
  const after = await listResources();
  for (const name of Object.keys(before) as (keyof Resources)[])
    check(`${name}: the same as before the cluster`, after[name] === before[name]);
}

/** Keeps pods, events and logs, which are deleted with the cluster. */
async function keepEvidence(): Promise<void> {
  await access.kubectl(['cluster-info', 'dump', '--namespaces', labName, '--output-directory', evidenceFolder]);
  console.error(`pods, events and logs are kept in ${evidenceFolder}`);
}

await runMain(async () => {
  if (await cluster.exists())
    throw new LabError('busy', 'There is a cluster already; e2e makes its own.', 'make cluster-down');
  const before = await listResources();
  const startedAt = Date.now();
  try {
    for (const step of steps) {
      signal.throwIfAborted();
      await step();
    }
  } catch (thrown) {
    // Printed first: the next steps may fail too.
    printFailure(thrown);
    // Ends a load test that the failed step has left running.
    stop(1);
    await keepEvidence().catch(console.error);
  }
  await runVerb(['down']);
  await checkNothingLeft(before);
  if (!process.exitCode) console.log(`e2e passed (${formatSeconds(Date.now() - startedAt)})`);
});
