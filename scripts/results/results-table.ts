import { formatTable } from '../lib/table.ts';
import { type Stage, stages } from '../scenario/stages.ts';
import { measures } from './measures.ts';
import { isFromLearner, type Result } from './result.ts';
import { type ResultsByStage, titleOfResult } from './results-by-stage.ts';

/** A row of the scenario's table. */
export interface ResultRow {
  key: Stage | 'mine';
  title: string;
  /** Undefined for a stage that has not been measured. */
  result: Result | undefined;
  /** The title and a cell per measure, which is blank for a stage that has not been measured. */
  cells: string[];
}

export const resultsHead = ['run', ...measures.map(({ name }) => name)];

function resultRow(key: ResultRow['key'], title: string, result: Result | undefined): ResultRow {
  const cells = measures.map(({ value, format }) => (result ? format(value(result)) : ''));
  const marked = result?.interruption ? `${title}, interrupted` : title;
  return { key, title: marked, result, cells: [marked, ...cells] };
}

/** The scenario's table: a row for each stage, measured or not, and for `mine` if there is one. */
export function resultRows({ mine, ...byStage }: ResultsByStage): ResultRow[] {
  const rows = stages.map(({ stage, title, shortTitle }) => {
    const result = byStage[stage];
    if (!result) return resultRow(stage, shortTitle, undefined);
    return resultRow(stage, isFromLearner(result) ? `${title}, your own` : title, result);
  });
  return mine ? [...rows, resultRow('mine', titleOfResult(mine), mine)] : rows;
}

/** The scenario's table for a terminal. */
export function formatResultsTable(results: ResultsByStage): string {
  return formatTable(
    resultRows(results).map(({ cells }) => cells),
    { head: resultsHead, numbers: [1, 2, 3, 4] },
  );
}
