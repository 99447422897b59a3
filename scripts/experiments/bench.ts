import '../lib/own-environment.ts';
import { parseArgs } from 'node:util';
import { LabError } from '../lib/lab-error.ts';
import { runMain } from '../lib/main.ts';
import { createReport } from '../lib/report.ts';
import { listenForStop } from '../lib/stop-signal.ts';
import { formatTable } from '../lib/table.ts';
import { prepareResultsFolder } from '../results/results-folder.ts';
import { readSettings } from '../settings/settings.ts';
import type { AnyExperiment, ExperimentRow } from './experiment.ts';
import { experiments } from './experiments.ts';
import { type KeptRun, writeKeptRun } from './kept-run.ts';
import { runExperiment } from './run-experiment.ts';
import { hasPage, writePage } from './write-page.ts';

const quickScale = 0.1;

const help = `Experiments on servers and APIs of their own; the lab is not used, except by those that run in its cluster.

Usage: make bench [ARGS="NAME [--keep | --quick] [--large]"]

${experiments.map(({ name, question, takes }) => `  ${name.padEnd(20)}${question} (${takes})`).join('\n')}

  --keep    also write docs/runs/NAME.json
  --quick   a tenth of the time, to see that it works; the numbers mean little and cannot be kept
${experiments.flatMap(({ name, large }) => (large ? `  --large   ${name}: ${large}` : [])).join('\n')}
Without a name: ${experiments[0].name}.`;

const usage = (message: string) => new LabError('usage', message, 'See: make bench ARGS=--help');

function parseBenchArgs(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ args, options: { help: flag, keep: flag, quick: flag, large: flag }, allowPositionals: true });
  } catch (error) {
    throw usage((error as Error).message);
  }
}

/** @throws {LabError} `usage` unless there is exactly one with this name, or no name */
function findExperiment(names: string[]): AnyExperiment {
  if (names.length > 1) throw usage(`One experiment at a time, not ${names.join(', ')}.`);
  const [wanted = experiments[0].name] = names;
  const experiment = experiments.find(({ name }) => name === wanted);
  if (experiment) return experiment;
  throw usage(`There is no experiment "${wanted}"; there are: ${experiments.map(({ name }) => name).join(', ')}.`);
}

/** @throws {LabError} `usage` */
function requireLarge({ name, large }: AnyExperiment, quick: boolean): void {
  const names = experiments.filter((experiment) => experiment.large).map((experiment) => experiment.name);
  if (!large) throw usage(`${name} has no larger form; --large is for ${names.join(', ')}.`);
  if (quick) throw usage('A quick run is a small one: --large or --quick, not both.');
}

/** The folder of results, made and checked. @throws {LabError} `settings` or `results_folder` */
function prepareFolder(): string {
  const { resultsFolder } = readSettings(process.env, { target: 'local', uses: ['RESULTS_FOLDER'] });
  prepareResultsFolder(resultsFolder);
  return resultsFolder;
}

function formatCell(value: ExperimentRow[string] | undefined): string {
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 4 });
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value ?? '';
}

function formatRows(rows: ExperimentRow[]): string {
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const numbers = head.flatMap((name, column) => (rows.some((row) => typeof row[name] === 'number') ? [column] : []));
  return formatTable(
    rows.map((row) => head.map((name) => formatCell(row[name]))),
    { head, numbers },
  );
}

/** A run for the terminal, with all its tables and texts. */
function formatRun({ rows, tables, texts }: KeptRun): string {
  const parts = [
    formatRows(rows),
    ...Object.entries(tables).map(([name, table]) => `${name}\n${formatRows(table)}`),
    ...Object.entries(texts).map(([name, lines]) => `${name}\n${lines.map((line) => `  ${line}`).join('\n')}`),
  ];
  return parts.join('\n\n');
}

await runMain(async (args) => {
  const { values, positionals } = parseBenchArgs(args);
  if (values.help) return console.log(help);
  if (values.keep && values.quick) throw usage('Quick numbers are not kept: --keep or --quick, not both.');
  const experiment = findExperiment(positionals);
  if (values.large) requireLarge(experiment, values.quick);
  console.log(`${experiment.question} (${values.quick ? 'quick' : experiment.takes})\n${experiment.method}\n`);
  // Before a quarter of an hour is spent on charts that cannot be written.
  const folder = hasPage(experiment.name) ? prepareFolder() : undefined;
  const { signal } = listenForStop();
  const scale = values.quick ? quickScale : 1;
  const run = await runExperiment(experiment, { report: createReport('local'), signal, scale, large: values.large });
  console.log(`\n${formatRun(run)}`);
  if (values.keep) console.log(`\nKept: ${writeKeptRun(run)}`);
  if (folder) console.log(`\nThe charts, to open in a browser: ${await writePage(run, folder)}`);
});
