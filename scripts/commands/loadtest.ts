import { LabError } from '../lib/lab-error.ts';
import { measureStage } from '../measure/measure-stage.ts';
import { praiseFor } from '../results/praise.ts';
import { describeResult } from '../results/result-text.ts';
import { prepareResultsFolder, readResults, writeResult } from '../results/results-folder.ts';
import { nextStep } from '../scenario/stages.ts';
import { storyDurationSeconds, storyUsers } from '../scenario/story.ts';
import { loadVariables } from '../settings/variable-uses.ts';
import type { Command } from './command.ts';

/** @throws {LabError} `usage` */
function parsePods(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^([2-9]|[1-9]\d)$/.test(text)) return Number(text);
  throw new LabError(
    'usage',
    `--distributed: expected a whole number from 2 to 99, got "${text}"`,
    'See: make loadtest ARGS=--help',
  );
}

export const loadtest: Command = {
  name: 'loadtest',
  summary: `${storyUsers} users request /feed for ${storyDurationSeconds} s (USERS= DURATION= RATE=)`,
  lock: 'held',
  uses: loadVariables,
  flags: { distributed: { value: 'N', summary: 'generate the load with N pods at once, using k6-operator (kind)' } },
  async run(context) {
    const { settings, report, given } = context;
    const { users, durationSeconds, ratePerSecond } = settings;
    prepareResultsFolder(settings.resultsFolder);
    const pods = parsePods(given.get('distributed')?.at(-1));
    const result = await measureStage(context, { users, durationSeconds, ratePerSecond, pods });
    report.print(describeResult(result));
    report.print(`Kept in ${writeResult(settings.resultsFolder, result)}`);
    const praise = praiseFor(
      readResults(settings.resultsFolder).results.filter(({ target }) => target === result.target),
    );
    if (praise) report.print(`\n${praise}`);
    if (result.variant === 'mine') report.next('verify', 'which fix holds, by what evidence, and a hint');
    else report.next(...nextStep[result.stage]);
  },
};
