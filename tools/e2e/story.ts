import { mkdirSync } from 'node:fs';
import { checkStory } from '../../scripts/results/check-story.ts';
import { isFromLearner, type Result } from '../../scripts/results/result.ts';
import { readResults } from '../../scripts/results/results-folder.ts';
import type { Stage } from '../../scripts/scenario/stages.ts';
import { labName } from '../../scripts/targets/kind/cluster-access.ts';
import { portsOf } from '../../scripts/walkthrough/ports.ts';
import { prepareWalk } from '../walkthrough/prepare-walk.ts';
import { isLoadTest, runWalk } from '../walkthrough/run-walk.ts';
import { checkAlerts, waitUntilNoneFires } from './alerts.ts';
import { access, check, evidenceFolder, loadSeconds, settings, signal } from './context.ts';
import { checkPanelValues } from './panel-values.ts';
import { checkPanels } from './panels.ts';
import { settledCounts, waitForScrape } from './prometheus-counts.ts';

const resultsFolder = `${evidenceFolder}/results`;

/** The latest result of a stage with the lab's own code. */
function latestResult(stage: Stage): Result {
  const found = readResults(resultsFolder).results.findLast(
    (result) => result.stage === stage && !isFromLearner(result),
  );
  if (!found) throw new Error(`the walk has not measured the ${stage} stage`);
  return found;
}

/** Checks panels and alerts against the last result, unless it is of a learner's code. */
async function checkLoadTest(): Promise<void> {
  const result = readResults(resultsFolder).results.at(-1);
  if (!result) throw new Error('the load test left no result');
  if (isFromLearner(result)) return;
  await settledCounts();
  // Two seconds before the end, because k6's series fall to 0 at the end.
  const beforeEnd = Date.parse(result.startedAt) / 1000 + result.durationSeconds - 2;
  await checkPanels(`at the end of the load (${result.stage})`, beforeEnd);
  await checkPanelValues(result);
  await checkAlerts(result);
}

/** Changes made by hand before the lab's own fixes, which have to work anyway. */
const changesByHand: Record<string, string[]> = {
  'make apply-fix': ['set', 'image', `deployment/${labName}-api`, `api=${labName}/api:broken`],
  'make apply-index': ['scale', `deployment/${labName}-api`, '--replicas=2'],
};

const changed = new Set<string>();

async function changeByHand(step: string): Promise<void> {
  const change = changesByHand[step];
  if (!change) return;
  changed.add(step);
  console.log(`== kubectl ${change.join(' ')}`);
  await access.kubectl(change);
}

/** Checks that a fix has set again, and named, what was changed by hand. */
async function checkTakenOver(step: string, output: string): Promise<void> {
  if (!changesByHand[step]) return;
  const read = 'jsonpath={.spec.replicas} {.spec.template.spec.containers[0].image}';
  const api = await access.kubectl(['get', `deployment/${labName}-api`, '--output', read]);
  check(
    `${step} takes over what kubectl has changed (now ${api})`,
    /^Taken over from kubectl/m.test(output) && api.startsWith(`1 ${labName}/api:fixed-`),
  );
}

/** Runs the commands of docs/scenario-1, with checks of panels and alerts after each load test. */
async function walkThroughPages(): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  const environment = { DURATION: `${loadSeconds}s` };
  const running = { labFolder: settings.labFolder, resultsFolder, ports: portsOf(settings), environment };
  const walk = await prepareWalk('kind', { running });
  try {
    await runWalk({
      ...walk,
      signal,
      write: (text) => process.stdout.write(text),
      skip: ({ commands }) => (/^make (cluster-)?down$/.test(commands) ? 'more checks follow' : undefined),
      async before(step) {
        if (isLoadTest(step)) {
          await waitUntilNoneFires();
          await waitForScrape();
        }
        await changeByHand(step);
      },
      async after({ commands, output }) {
        console.log(output);
        if (isLoadTest(commands)) await checkLoadTest();
        await checkTakenOver(commands, output);
      },
    });
  } finally {
    await walk.end();
  }
}

/** Walks through the three stages, and checks their results against the story's thresholds. */
export async function runStory(): Promise<void> {
  await walkThroughPages();
  const missing = Object.keys(changesByHand).filter((step) => !changed.has(step));
  check(
    `the pages have the steps before which something is changed by hand (missing: ${missing.join()})`,
    missing.length === 0,
  );
  const findings = checkStory({
    broken: latestResult('broken'),
    pooled: latestResult('pooled'),
    indexed: latestResult('indexed'),
  });
  for (const { stage, expected, measured, holds, dependsOnMachine } of findings) {
    const finding = `${stage}: ${expected} (${measured})`;
    // Posts and CPU limits are the same on each machine here. Locally, the lab adapts to it.
    if (!holds && dependsOnMachine) console.log(`not on a machine as fast as this one: ${finding}`);
    else check(finding, holds);
  }
}
