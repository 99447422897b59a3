import { formatCount } from '../lib/format.ts';
import { LabError } from '../lib/lab-error.ts';
import { makeCommand } from '../lib/report.ts';
import { compareRuns } from '../results/comparison.ts';
import { describeComparison } from '../results/comparison-text.ts';
import { comparisonWarnings, describeSharedConditions } from '../results/conditions.ts';
import { writeReport } from '../results/report/write-report.ts';
import { newestByStage } from '../results/results-by-stage.ts';
import { readOtherResults, readResults } from '../results/results-folder.ts';
import { formatResultsTable } from '../results/results-table.ts';
import { whatChanged } from '../results/what-changed.ts';
import type { Command } from './command.ts';

/** A folder that is not one of results can have thousands of files. */
const maxNamed = 10;

function describeLeftOut(unreadable: string[]): string[] {
  if (unreadable.length === 0) return [];
  const more = unreadable.length - maxNamed;
  return [
    'Left out, because they are not results of this lab:',
    ...unreadable.slice(0, maxNamed).map((file) => `  ${file}`),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
  ];
}

export const compare: Command = {
  name: 'compare',
  summary: 'Print the results table and what each fix changed, and write a report with charts',
  lock: 'not needed',
  uses: ['RESULTS_FOLDER'],
  flags: {
    with: {
      value: 'FILE',
      several: true,
      summary: 'compare with runs of other machines or days: result files, or folders of them',
    },
  },
  async run({ target, settings, report, given }) {
    // First, so that a wrong path is reported before anything else is printed.
    const { results: others, unreadable: ofOthers } = readOtherResults(given.get('with') ?? []);
    const { results, unreadable } = readResults(settings.resultsFolder);
    for (const line of describeLeftOut([...ofOthers, ...unreadable])) report.print(line);
    const own = results.filter((result) => result.target === target.name);
    const newest = newestByStage(own);
    if (Object.keys(newest).length === 0)
      throw new LabError(
        'no_results',
        `There are no results of the target ${target.name} in ${settings.resultsFolder}.`,
        `Run a load test: ${makeCommand('loadtest', target.name)}`,
      );
    report.print(formatResultsTable(newest));
    report.print(`Measured on: ${describeSharedConditions(newest)}`);
    for (const line of whatChanged(newest)) report.print(line);
    for (const line of comparisonWarnings(newest)) report.print(line);
    const comparison = others.length > 0 ? compareRuns(own, others) : undefined;
    if (comparison) report.print(`\n${describeComparison(comparison)}`);
    report.print(
      `The report, with charts, to open in a browser: ${await writeReport(settings.resultsFolder, newest, comparison)}`,
    );
  },
};
