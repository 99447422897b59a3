import { type KeptRun, readKeptRun } from '../../../scripts/experiments/kept-run.ts';
import { LabError } from '../../../scripts/lib/lab-error.ts';
import type { Machine } from '../../../scripts/lib/machine.ts';
import { markdownTable } from '../../../scripts/lib/markdown-table.ts';
import { describeMachine } from './describe-machine.ts';
import { describeFactor } from './kept-results.ts';
import { allAt, valueAt } from './path.ts';
import { fence } from './result-figures.ts';
import { formatByName, titleOf, type Value } from './units.ts';

/** What a path into an experiment is taken from: `connection-cost:rows[phase=hashing].medianMs`. */
function take(folder: string, address: string): { run: KeptRun; path: string } {
  const [experiment = '', path = ''] = address.split(/:(.*)/s).map((text) => text.trim());
  return { run: readKeptRun(experiment, folder), path };
}

function numberAt(folder: string, address: string): number {
  const { run, path } = take(folder, address);
  const { value } = valueAt(run, path);
  if (typeof value === 'number') return value;
  throw new LabError('figure', `${address} is no number.`, `It is ${JSON.stringify(value)}.`);
}

/** "connections; req/s = requestsPerSecond" -> what the columns are called, and where they come from. */
function columnsOf(text: string): { title: string; field: string }[] {
  return text.split(';').map((column) => {
    const [title = '', field] = column.split('=').map((part) => part.trim());
    return field ? { title, field } : { title: titleOf(title), field: title };
  });
}

function tableFigure(folder: string, address: string, columns: string): string {
  const { run, path } = take(folder, address);
  // A list as a whole, or those of its rows that fit.
  const rows = allAt(run, path).flat();
  const wanted = columnsOf(columns);
  const values = rows.map((row) => wanted.map(({ field }) => valueAt(row, field).value as Value));
  const numbers = wanted.flatMap((_, column) =>
    values.every((row) => typeof row[column] !== 'string') ? [column] : [],
  );
  return markdownTable(
    wanted.map(({ title }) => title),
    values.map((row) => row.map((value, column) => formatByName(wanted[column]?.field ?? '', value))),
    numbers,
  );
}

/**
 * A figure from a kept experiment, in one of three forms:
 * `EXPERIMENT:PATH` a number with its unit, a word, a text in a fence, or the machine in words;
 * `EXPERIMENT:PATH / EXPERIMENT:PATH` how many times one number is the other;
 * `EXPERIMENT:PATH | COLUMN; TITLE = COLUMN` a table of the rows at the path.
 */
export function experimentFigure(folder: string, name: string): string {
  const [address = '', columns] = name.split(' | ');
  if (columns) return tableFigure(folder, address, columns);
  const [above = '', below] = name.split(' / ');
  if (below) return describeFactor(numberAt(folder, above), numberAt(folder, below));
  const { run, path } = take(folder, name);
  const { name: field, value } = valueAt(run, path);
  if (field === 'machine') return describeMachine(value as Machine);
  if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return fence(value);
  if (typeof value === 'object' && value !== null)
    throw new LabError('figure', `${name} is no number.`, `Go on with one of ${Object.keys(value).join(', ')}.`);
  return formatByName(field, value as Value);
}
