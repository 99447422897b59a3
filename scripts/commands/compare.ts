import type { Command } from '../command.ts';
import { LabError } from '../lib/lab-error.ts';
import { makeCommand } from '../lib/make-command.ts';
import { readResults } from '../results/result.ts';
import { howItWasRun, newestByStage, resultsTable, whatChanged, whyNotComparable } from '../results/results-table.ts';

export const compare: Command = {
  name: 'compare',
  summary: 'The results table, filled in, and what each fix changed',
  lock: 'not needed',
  async run({ target, settings, report }) {
    const { results, unreadable } = readResults(settings.resultsFolder);
    if (unreadable.length > 0)
      report.say(`Left out, because they are no results of this lab: ${unreadable.join(', ')}`);
    const newest = newestByStage(results.filter((result) => result.target === target.name));
    if (Object.keys(newest).length === 0)
      throw new LabError(
        'no_results',
        `There are no results of ${target.name} in ${settings.resultsFolder}.`,
        `Make one: ${makeCommand('loadtest', target.name)}`,
      );
    report.say(resultsTable(newest));
    report.say(`Measured on: ${howItWasRun(newest)}`);
    for (const line of whatChanged(newest)) report.say(line);
    for (const line of whyNotComparable(newest)) report.say(`Take care: ${line}`);
  },
};
