import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJson, writeFileAtomic } from '../lib/files.ts';
import { LabError } from '../lib/lab-error.ts';
import { machineSchema, thisMachine } from '../lib/machine.ts';
import { rounded } from '../lib/numbers.ts';
import { runsFolder } from '../lib/project-folder.ts';
import type { Experiment, Findings } from './experiment.ts';
import { type Row, rowSchema } from './row.ts';

/** A run of an experiment, as docs/runs/NAME.json keeps it. */
export const keptRunSchema = z.object({
  schema: z.literal(1),
  experiment: z.string(),
  question: z.string(),
  method: z.string(),
  startedAt: z.iso.datetime(),
  machine: machineSchema,
  /** Null where the rows differ in it, and say it themselves. */
  posts: z.number().int().nullable(),
  scramIterations: z.number().int().nullable(),
  rows: z.array(rowSchema).min(1),
  /** Further tables by name. */
  tables: z.record(z.string(), z.array(rowSchema)),
  /** Texts by name, such as plans, line by line. */
  texts: z.record(z.string(), z.array(z.string())),
});
export type KeptRun = z.infer<typeof keptRunSchema>;

/** What was found, with all that belongs to a run of it. */
export function runOf({ name, question, method }: Experiment, startedAt: Date, findings: Findings): KeptRun {
  return {
    schema: 1,
    experiment: name,
    question,
    method,
    startedAt: startedAt.toISOString(),
    machine: thisMachine(),
    posts: findings.posts,
    scramIterations: findings.scramIterations,
    rows: findings.rows.map(roundedRow),
    tables: Object.fromEntries(
      Object.entries(findings.tables ?? {}).map(([name, rows]) => [name, rows.map(roundedRow)]),
    ),
    texts: findings.texts ?? {},
  };
}

/** NaN is what a mean of nothing is: JSON has no word for it but null. */
function roundedRow(row: Row): Row {
  const round = (value: Row[string]) =>
    typeof value !== 'number' ? value : Number.isFinite(value) ? rounded(value) : null;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, round(value)]));
}

/** Keeps a run in place of the one before, a row in each line. Returns its file. */
export function writeKeptRun(run: KeptRun, folder = runsFolder): string {
  const file = join(folder, `${run.experiment}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomic(file, formatRun(keptRunSchema.parse(run)));
  return file;
}

function formatRun(run: KeptRun): string {
  const list = (items: unknown[], indent: string) =>
    items.length === 0
      ? '[]'
      : `[\n${items.map((item) => `${indent}  ${JSON.stringify(item)}`).join(',\n')}\n${indent}]`;
  const lists = (named: Record<string, unknown[]>) => {
    const entries = Object.entries(named).map(([name, items]) => `    ${JSON.stringify(name)}: ${list(items, '    ')}`);
    return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n  }`;
  };
  const { rows, tables, texts, ...head } = run;
  const lines = Object.entries(head).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  lines.push(`  "rows": ${list(rows, '  ')}`, `  "tables": ${lists(tables)}`, `  "texts": ${lists(texts)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** @throws {LabError} `figure` when no run of it is kept, or the file holds something else */
export function readKeptRun(experiment: string, folder = runsFolder): KeptRun {
  const file = join(folder, `${experiment}.json`);
  const measure = `Measure it: make bench ARGS="${experiment} --keep"`;
  if (!existsSync(file)) {
    throw new LabError(
      'figure',
      `There is no kept run "${experiment}" in docs/runs; there are: ${listJson(folder).join(', ')}.`,
      measure,
    );
  }
  const read = readJson(file, keptRunSchema);
  if ('value' in read) return read.value;
  throw new LabError('figure', `docs/runs/${experiment}.json holds no run: ${read.problem}.`, measure);
}

const listJson = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : []).flatMap((file) => /^(.*)\.json$/.exec(file)?.[1] ?? []);
