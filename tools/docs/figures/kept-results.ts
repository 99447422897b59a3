import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatCount } from '../../../scripts/lib/format.ts';
import { LabError } from '../../../scripts/lib/lab-error.ts';
import { markdownTable } from '../../../scripts/lib/markdown-table.ts';
import type { Result } from '../../../scripts/results/result.ts';
import { readResult } from '../../../scripts/results/results-folder.ts';
import { measures, resultsHead, resultsRows } from '../../../scripts/results/results-table.ts';
import { type Stage, stages } from '../../../scripts/scenario/stages.ts';
import { targetNames } from '../../../scripts/walkthrough/page.ts';
import { describeMachine } from './describe-machine.ts';
import { resultFigures } from './result-figures.ts';

/** Figures by name; made only when a page asks for one. `page` is the page that asks, from the top of the checkout. */
export type FigureList = Record<string, (page: string) => string>;

const keptStages: Stage[] = stages.map(({ stage }) => stage);

/** The three results of one `make lab`, or of one story in a cluster: `folder` is docs/runs. */
function keptResults(folder: string, target: string): (stage: Stage) => Result {
  const known = new Map<Stage, Result>();
  return (stage) => {
    const name = `${target}/${stage}.json`;
    const file = join(folder, name);
    const whatToDo = `Record them: make walkthrough TARGET=${target} ARGS=--record`;
    if (!existsSync(file)) throw new LabError('figure', `There is no kept run docs/runs/${name}.`, whatToDo);
    const read = known.has(stage) ? undefined : readResult(file);
    if (read && 'problem' in read)
      throw new LabError('figure', `docs/runs/${name} holds no result: ${read.problem}.`, whatToDo);
    if (read) known.set(stage, read.result);
    return known.get(stage) as Result;
  };
}

/** How the three were measured, where all were measured alike. */
function conditions({ posts, users, durationSeconds, engine, tuning }: Result): string {
  // Requests that were under way at the end make a test a little longer than was asked for.
  const askedSeconds = Math.round(durationSeconds / 5) * 5;
  return [
    `${formatCount(posts)} posts${tuning ? ', chosen by the lab' : ''}`,
    `${formatCount(users)} users for ${askedSeconds} s with ${engine.name} ${engine.version}`,
  ].join('; ');
}

/** What is said of kept load tests, by `local.pooled.mean` and its like. */
export function keptResultFigures(folder: string): FigureList {
  const figures: FigureList = {};
  for (const target of targetNames) {
    const read = keptResults(folder, target);
    for (const stage of keptStages)
      for (const [name, say] of Object.entries(resultFigures))
        figures[`${target}.${stage}.${name}`] = () => say(read(stage));
    figures[`${target}.machine`] = () => describeMachine(read('pooled').machine);
    figures[`${target}.conditions`] = () => conditions(read('pooled'));
    figures[`${target}.posts`] = () => formatCount(read('pooled').posts);
    figures[`${target}.engine`] = () => `${read('pooled').engine.name} ${read('pooled').engine.version}`;
    figures[`${target}.table`] = () =>
      markdownTable(
        resultsHead,
        resultsRows(Object.fromEntries(keptStages.map((stage) => [stage, read(stage)]))),
        measures.map((_, column) => column + 1),
      );
    const factor = (of: (result: Result) => number) => () => describeFactor(of(read('pooled')), of(read('indexed')));
    figures[`${target}.factor.mean`] = factor(({ latencyMs }) => latencyMs.mean);
    figures[`${target}.factor.p99`] = factor(({ latencyMs }) => latencyMs.p99);
    figures[`${target}.factor.requestsPerSecond`] = factor(({ requestsPerSecond }) => requestsPerSecond);
    figures[`${target}.factor.queryMs`] = factor(({ evidence }) => evidence.plan.executionMs);
    figures[`${target}.factor.rowsRead`] = factor(({ evidence }) => evidence.plan.rowsRead);
  }
  return figures;
}

/** How many times the larger is the smaller: "9.2", "240". */
export function describeFactor(one: number, other: number): string {
  const times = Math.max(one, other) / Math.min(one, other);
  return times < 10 ? times.toFixed(1) : formatCount(times);
}
