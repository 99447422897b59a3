import { readKeptRun } from '../../../scripts/experiments/kept-run.ts';
import { LabError } from '../../../scripts/lib/lab-error.ts';
import type { Machine } from '../../../scripts/lib/machine.ts';
import { markdownTable } from '../markdown-table.ts';
import { findAll, findOne } from './find-in-run.ts';
import { describeMachine, type FigureValue, formatByName, formatFactor, titleOf } from './format-figure.ts';

/** "EXPERIMENT:PATH" as the experiment's kept run and the path in it. */
function openRun(folder: string, address: string) {
  const [experiment = '', path = ''] = address.split(/:(.*)/s).map((text) => text.trim());
  return { run: readKeptRun(experiment, folder), path };
}

/** @throws {LabError} `figure` when the address leads to no number */
export function numberAt(folder: string, address: string): number {
  const { run, path } = openRun(folder, address);
  const { value } = findOne(run, path);
  if (typeof value === 'number') return value;
  throw new LabError('figure', `${address} is not a number.`, `It is ${JSON.stringify(value)}.`);
}

/** "connections; req/s = requestsPerSecond" as columns: a field, and the title above it. */
function parseColumns(text: string): { title: string; field: string }[] {
  return text.split(';').map((column) => {
    const [title = '', field] = column.split('=').map((part) => part.trim());
    return field ? { title, field } : { title: titleOf(title), field: title };
  });
}

function tableFigure(folder: string, address: string, columnsText: string): string {
  const { run, path } = openRun(folder, address);
  const columns = parseColumns(columnsText);
  // The path leads to a whole list, which is one value, or to those of its rows that match.
  const rows = findAll(run, path).flat();
  const values = rows.map((row) => columns.map(({ field }) => findOne(row, field).value as FigureValue));
  const isNumeric = (column: number) => values.every((row) => typeof row[column] !== 'string');
  return markdownTable(
    columns.map(({ title }) => title),
    values.map((row) => row.map((value, column) => formatByName(columns[column]?.field ?? '', value))),
    [...columns.keys()].filter(isNumeric),
  );
}

/**
 * A figure of a kept experiment, in one of three forms:
 * `EXPERIMENT:PATH` a number with its unit, a word, lines in a fence, or the machine in words;
 * `EXPERIMENT:PATH / EXPERIMENT:PATH` how many times as large one number is as the other;
 * `EXPERIMENT:PATH | COLUMN; TITLE = COLUMN` a table of the rows at the path.
 */
export function experimentFigure(folder: string, name: string): string {
  const [address = '', columns] = name.split(' | ');
  if (columns) return tableFigure(folder, address, columns);
  const [numerator = '', denominator] = name.split(' / ');
  if (denominator) return formatFactor(numberAt(folder, numerator), numberAt(folder, denominator));
  const { run, path } = openRun(folder, name);
  const { name: field, value } = findOne(run, path);
  if (field === 'machine') return describeMachine(value as Machine);
  if (Array.isArray(value) && value.every((line) => typeof line === 'string'))
    return ['```text', ...value, '```'].join('\n');
  if (typeof value === 'object' && value !== null)
    throw new LabError('figure', `${name} is not a number.`, `Continue with one of ${Object.keys(value).join(', ')}.`);
  return formatByName(field, value as FigureValue);
}
