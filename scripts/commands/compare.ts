import { LabError } from '../lib/lab-error.ts';
import { makeCommand } from '../lib/make-command.ts';
import { putBeside } from '../results/beside.ts';
import { describeBeside } from '../results/beside-text.ts';
import { readOtherResults } from '../results/other-results.ts';
import { writeReport } from '../results/report/write-report.ts';
import { readResults } from '../results/results-folder.ts';
import { howItWasRun, newestByStage, resultsTable, whyNotComparable } from '../results/results-table.ts';
import { whatChanged } from '../results/what-changed.ts';
import type { Command } from './command.ts';

export const compare: Command = {
  name: 'compare',
  summary: 'The results table, filled in, what each fix changed, and a report with pictures',
  lock: 'not needed',
  flags: {
    with: {
      value: 'FILE',
      several: true,
      summary: 'put runs of other machines or days beside it: result files, or folders of them',
    },
  },
  async run({ target, settings, report, given }) {
    // Looked at before anything is said: a wrong path is a mistake to mend first.
    const others = readOtherResults(given.get('with') ?? []);
    const { results, unreadable } = readResults(settings.resultsFolder);
    if (unreadable.length > 0)
      report.say(`Left out, because they are no results of this lab: ${unreadable.join(', ')}`);
    const own = results.filter((result) => result.target === target.name);
    const newest = newestByStage(own);
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
    const beside = others.length > 0 ? putBeside(own, others) : undefined;
    if (beside) report.say(`\n${describeBeside(beside)}`);
    report.say(
      `As pictures, to open in a browser or to print: ${await writeReport(settings.resultsFolder, newest, beside)}`,
    );
  },
};
