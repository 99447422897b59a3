import { formatMilliseconds, formatPercent } from '../lib/format.ts';
import type { Result } from '../results/result.ts';
import { readResults } from '../results/results-folder.ts';
import { proveAlerts, waitForQuiet } from './alerts.ts';
import { check, evidenceFolder, verb } from './context.ts';
import { provePanelValues } from './panel-values.ts';
import { provePanels } from './panels.ts';
import { settledCounts } from './prometheus-counts.ts';

/** A load test, and that panels and alerts tell the same of it. */
async function measure(): Promise<Result> {
  await waitForQuiet();
  await verb(['loadtest']);
  const result = readResults(`${evidenceFolder}/results`).results.at(-1);
  if (!result) throw new Error('the load test left no result');
  await settledCounts();
  // Two seconds before its end: what k6 writes goes back to 0 with it.
  const lateInLoad = Date.parse(result.startedAt) / 1000 + result.durationSeconds - 2;
  await provePanels(`at the end of the load (${result.stage})`, lateInLoad);
  await provePanelValues(result);
  await proveAlerts(result);
  return result;
}

/** The three stages by the verbs that a person uses, and that their numbers tell what the story tells. */
export async function tellStory(): Promise<void> {
  const broken = await measure();
  await verb(['apply-fix'], 60);
  const pooled = await measure();
  await verb(['apply-index'], 60);
  const indexed = await measure();
  await verb(['compare']);
  check(`broken: at most 10 % succeed (${formatPercent(broken.successRate)})`, broken.successRate <= 0.1);
  for (const result of [pooled, indexed])
    check(`${result.stage}: 99.9 % succeed (${formatPercent(result.successRate)})`, result.successRate >= 0.999);
  const [before, after] = [pooled.latencyMs.mean, indexed.latencyMs.mean];
  // The lower bound is the story's: faster than that, nobody would look for a second fault. The upper one leaves room for a busy machine.
  check(`pooled: the mean is from 250 to 1,400 ms (${formatMilliseconds(before)})`, before >= 250 && before <= 1400);
  check(
    `indexed: ${formatMilliseconds(after)} are at most a quarter of ${formatMilliseconds(before)}`,
    after * 4 <= before,
  );
  const stages = [broken, pooled, indexed].map(({ stage }) => stage).join(', ');
  check(`the stages are what they are called (${stages})`, stages === 'broken, pooled, indexed');
}
