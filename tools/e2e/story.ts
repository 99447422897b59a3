import { mkdirSync } from 'node:fs';
import { formatSeconds } from '../../scripts/lib/format.ts';
import { checkStory } from '../../scripts/results/check-story.ts';
import { isLearnersOwn, type Result } from '../../scripts/results/result.ts';
import { readResults } from '../../scripts/results/results-folder.ts';
import type { Stage } from '../../scripts/scenario/stages.ts';
import { portsOf } from '../../scripts/walkthrough/ports.ts';
import { isLoadTest } from '../walkthrough/block.ts';
import { runWalk } from '../walkthrough/walk.ts';
import { prepareWalk } from '../walkthrough/whole-walk.ts';
import { proveAlerts, waitForQuiet } from './alerts.ts';
import { check, evidenceFolder, loadSeconds, settings } from './context.ts';
import { provePanelValues } from './panel-values.ts';
import { provePanels } from './panels.ts';
import { settledCounts } from './prometheus-counts.ts';

const resultsFolder = `${evidenceFolder}/results`;
/** One of the lab's own fixes, and how long it may take in the cluster. A learner's is compiled first. */
const labsFix = /^make apply-(fix|index)$/m;
const fixWithinMs = 60_000;

/** The newest result of a stage with the lab's own code. */
function newestOf(stage: Stage): Result {
  const found = readResults(resultsFolder).results.findLast(
    (result) => result.stage === stage && !isLearnersOwn(result),
  );
  if (!found) throw new Error(`the walk has not measured the ${stage} stage`);
  return found;
}

/** Panels and alerts tell the same of a load test as its result. Those of a learner's own code are the same story again. */
async function proveLoadTest(): Promise<void> {
  const result = readResults(resultsFolder).results.at(-1);
  if (!result) throw new Error('the load test left no result');
  if (isLearnersOwn(result)) return;
  await settledCounts();
  // Two seconds before its end: what k6 writes goes back to 0 with it.
  const lateInLoad = Date.parse(result.startedAt) / 1000 + result.durationSeconds - 2;
  await provePanels(`at the end of the load (${result.stage})`, lateInLoad);
  await provePanelValues(result);
  await proveAlerts(result);
}

/** The cluster's commands of docs/scenario-1, and a look at the panels and alerts after each load test. */
async function walkThrough(signal: AbortSignal): Promise<void> {
  mkdirSync(resultsFolder, { recursive: true });
  const environment = { DURATION: `${loadSeconds}s` };
  const ports = portsOf(settings);
  const running = { labFolder: settings.labFolder, resultsFolder, ports, environment };
  const walk = await prepareWalk('kind', { running });
  try {
    await runWalk({
      ...walk,
      signal,
      write: (text) => process.stdout.write(text),
      skip: ({ commands }) => (commands === 'make cluster-down' ? 'the cluster is looked at once more' : undefined),
      async before(step) {
        if (isLoadTest(step)) await waitForQuiet();
      },
      async after({ commands, output, tookMs }) {
        console.log(output);
        if (isLoadTest(commands)) await proveLoadTest();
        if (labsFix.test(commands))
          check(`${commands.split('\n')[0]} takes at most ${formatSeconds(fixWithinMs)}`, tookMs <= fixWithinMs);
      },
    });
  } finally {
    await walk.end();
  }
}

/** Walks through the three stages, and judges their numbers by the story's own thresholds. */
export async function tellStory(signal: AbortSignal): Promise<void> {
  await walkThrough(signal);
  const findings = checkStory({
    broken: newestOf('broken'),
    pooled: newestOf('pooled'),
    indexed: newestOf('indexed'),
  });
  for (const { stage, expected, measured, holds } of findings) check(`${stage}: ${expected} (${measured})`, holds);
}
