import { formatCount } from '../lib/format.ts';
import { LabError } from '../lib/lab-error.ts';
import { latestStartSeconds } from '../lib/metrics.ts';
import { makeCommand } from '../lib/report.ts';
import { explainFeed } from '../measure/explain-feed.ts';
import { describeEvidence } from '../results/explain-result.ts';
import { describeInterruption } from '../results/interruption.ts';
import type { Result } from '../results/result.ts';
import { titleOfResult } from '../results/results-by-stage.ts';
import { readResults } from '../results/results-folder.ts';
import { fixFor } from '../scenario/stages.ts';
import { requireRunning } from '../targets/running.ts';
import { readRunningState } from '../targets/running-state.ts';
import type { Command, CommandContext } from './command.ts';

/**
 * The newest load test of the running variant, with the feed's current plan.
 * @throws {LabError} `no_results`
 */
async function findLastResult({ target, settings }: CommandContext): Promise<Result> {
  const [{ variant }, { index }] = await Promise.all([readRunningState(target), explainFeed(target)]);
  const { results, unreadable } = readResults(settings.resultsFolder);
  const found = results.findLast(
    (result) => result.target === target.name && result.variant === variant && result.evidence.plan.index === index,
  );
  if (found) return found;
  throw new LabError(
    'no_results',
    ['There is no load test yet of what is running now.', ...unreadable.map((file) => `Left out: ${file}.`)].join('\n'),
    `Run one: ${makeCommand('loadtest', target.name)}`,
  );
}

/** What makes a result say less about what is running now. */
async function caveats({ target }: CommandContext, { startedAt, interruption }: Result): Promise<string[]> {
  const apiStartedAtMs = latestStartSeconds(await target.metrics()) * 1000;
  return [
    ...(interruption ? [`The load test was ${describeInterruption(interruption)}; run it again.`] : []),
    ...(Date.parse(startedAt) < apiStartedAtMs
      ? ['The API has restarted since: if its code has changed, run the load test again.']
      : []),
  ];
}

export const why: Command = {
  name: 'why',
  summary: 'Explain the last load test of what is running, from its evidence',
  lock: 'not needed',
  uses: ['RESULTS_FOLDER'],
  async run(context) {
    const { target, report } = context;
    await requireRunning(target);
    const result = await findLastResult(context);
    const at = result.startedAt.slice(11, 19);
    report.print(`${titleOfResult(result)}: ${formatCount(result.requests)} requests in the load test of ${at} UTC`);
    report.print(describeEvidence(result));
    for (const caveat of await caveats(context, result)) report.print(caveat);
    if (result.variant === 'mine') report.next('verify', 'which fix holds, by what evidence, and a hint');
    else report.next(...fixFor[result.stage]);
  },
};
