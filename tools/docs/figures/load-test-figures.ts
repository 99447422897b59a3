import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultScramIterations } from '../../../db-migrations/src/roles.ts';
import { readJson } from '../../../scripts/lib/files.ts';
import { formatCount, formatMilliseconds, formatPercent } from '../../../scripts/lib/format.ts';
import { LabError } from '../../../scripts/lib/lab-error.ts';
import { measures } from '../../../scripts/results/measures.ts';
import { type Result, resultSchema } from '../../../scripts/results/result.ts';
import { resultRows, resultsHead } from '../../../scripts/results/results-table.ts';
import { littlesLawMs } from '../../../scripts/results/what-changed.ts';
import { type Stage, stageNames } from '../../../scripts/scenario/stages.ts';
import { targetNames } from '../../../scripts/settings/variables.ts';
import { markdownTable } from '../markdown-table.ts';
import { describeMachine, formatFactor } from './format-figure.ts';

/** Of one load test: `local.broken.successRate`. */
const stageFigures: Record<string, (result: Result) => string> = {
  successRate: ({ successRate }) => formatPercent(successRate),
  mean: ({ latencyMs }) => formatMilliseconds(latencyMs.mean),
  p99: ({ latencyMs }) => formatMilliseconds(latencyMs.p99),
  requestsPerSecond: ({ requestsPerSecond }) => formatCount(requestsPerSecond),
  requests: ({ requests }) => formatCount(requests),
  posts: ({ posts }) => formatCount(posts),
  connectionsOpened: ({ evidence }) => formatCount(evidence.connectionsOpened),
  littleMs: (result) => formatMilliseconds(littlesLawMs(result)),
};

/** What fix 2 changed, as a factor: `local.factor.mean`. */
const factorFigures: Record<string, (result: Result) => number> = {
  mean: ({ latencyMs }) => latencyMs.mean,
  requestsPerSecond: ({ requestsPerSecond }) => requestsPerSecond,
};

/** Reads the load test of a stage that is kept in `folder`, which is docs/runs. */
export function readKeptResult(folder: string, target: string, stage: Stage): Result {
  const name = `${target}/${stage}.json`;
  const file = join(folder, name);
  const whatToDo = `Record them: make walkthrough TARGET=${target} ARGS=--record`;
  if (!existsSync(file)) throw new LabError('figure', `There is no kept run docs/runs/${name}.`, whatToDo);
  const read = readJson(file, resultSchema);
  if ('value' in read) return read.value;
  throw new LabError('figure', `docs/runs/${name} is not a result: ${read.problem}.`, whatToDo);
}

/** The two costs that the lab makes larger on a fast machine. */
function describeData(posts: number, tuning: Result['tuning']): string {
  if (!tuning) return `${formatCount(posts)} posts`;
  const scram = `scram_iterations ${formatCount(tuning.scramIterations)}`;
  return tuning.scramIterations === defaultScramIterations
    ? `${formatCount(posts)} posts, chosen by the lab; ${scram}, PostgreSQL's default`
    : `${formatCount(posts)} posts and ${scram}, both chosen by the lab`;
}

/** How the three stages were measured. */
function describeConditions({ posts, users, durationSeconds, engine, tuning }: Result): string {
  // Requests in flight at the end make a test a little longer than it was meant to be.
  const plannedSeconds = Math.round(durationSeconds / 5) * 5;
  return `${describeData(posts, tuning)}; ${formatCount(users)} users for ${plannedSeconds} s with ${engine.name} ${engine.version}`;
}

/** The figures of the kept load tests by name. A file is read only when one of its figures is. */
export function loadTestFigures(folder: string): Record<string, () => string> {
  const figures: Record<string, () => string> = {};
  for (const target of targetNames) {
    const read = (stage: Stage) => readKeptResult(folder, target, stage);
    for (const stage of stageNames)
      for (const [name, format] of Object.entries(stageFigures))
        figures[`${target}.${stage}.${name}`] = () => format(read(stage));
    for (const [name, measure] of Object.entries(factorFigures))
      figures[`${target}.factor.${name}`] = () => formatFactor(measure(read('pooled')), measure(read('indexed')));
    figures[`${target}.machine`] = () => describeMachine(read('pooled').machine);
    figures[`${target}.conditions`] = () => describeConditions(read('pooled'));
    figures[`${target}.table`] = () =>
      markdownTable(
        resultsHead,
        resultRows(Object.fromEntries(stageNames.map((stage) => [stage, read(stage)]))).map(({ cells }) => cells),
        measures.map((_, column) => column + 1),
      );
  }
  return figures;
}
