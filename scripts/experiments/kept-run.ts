import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { readJson } from '../lib/files.ts';
import { LabError } from '../lib/lab-error.ts';
import { machineSchema, thisMachine } from '../lib/machine.ts';
import { rounded } from '../lib/numbers.ts';
import { runsFolder } from '../lib/project-folder.ts';
import { writeFileAtomic } from '../lib/write-file-atomic.ts';
import { type AnyExperiment, type ExperimentResult, type ExperimentRow, experimentRowSchema } from './experiment.ts';

/** A run of an experiment, as docs/runs/NAME.json keeps it. */
const keptRunSchema = z.object({
  schema: z.literal(1),
  experiment: z.string(),
  question: z.string(),
  method: z.string(),
  startedAt: z.iso.datetime(),
  machine: machineSchema,
  posts: z.number().int().nullable(),
  scramIterations: z.number().int().nullable(),
  rows: z.array(experimentRowSchema).min(1),
  /** Further tables by name. */
  tables: z.record(z.string(), z.array(experimentRowSchema)),
  /** Texts by name, such as plans, line by line. */
  texts: z.record(z.string(), z.array(z.string())),
});
export type KeptRun = z.infer<typeof keptRunSchema>;

/** Adds what belongs to a run to its result, and rounds its numbers. */
export function createRun(
  { name, question, method }: Pick<AnyExperiment, 'name' | 'question' | 'method'>,
  startedAt: Date,
  {
    posts = defaultSeed.posts,
    scramIterations = defaultScramIterations,
    rows,
    tables = {},
    texts = {},
  }: ExperimentResult,
): KeptRun {
  return {
    schema: 1,
    experiment: name,
    question,
    method,
    startedAt: startedAt.toISOString(),
    machine: thisMachine(),
    posts,
    scramIterations,
    rows: rows.map(roundRow),
    tables: Object.fromEntries(Object.entries(tables).map(([title, table]) => [title, table.map(roundRow)])),
    texts,
  };
}

/** NaN, the mean of nothing, becomes null: JSON has no NaN. */
function roundRow(row: ExperimentRow): ExperimentRow {
  const round = (value: ExperimentRow[string]) =>
    typeof value !== 'number' ? value : Number.isFinite(value) ? rounded(value) : null;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, round(value)]));
}

/** Replaces the kept run of the same experiment. Returns the file. */
export function writeKeptRun(run: KeptRun, folder = runsFolder): string {
  const file = join(folder, `${run.experiment}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileAtomic(file, `${JSON.stringify(keptRunSchema.parse(run), null, 2)}\n`);
  return file;
}

/** @throws {LabError} `figure` when no run of it is kept, or the file is not a run */
export function readKeptRun(experiment: string, folder = runsFolder): KeptRun {
  const file = join(folder, `${experiment}.json`);
  const measure = `Measure it: make bench ARGS="${experiment} --keep"`;
  if (!existsSync(file)) {
    const names = existsSync(folder) ? readdirSync(folder).flatMap((name) => /^(.*)\.json$/.exec(name)?.[1] ?? []) : [];
    throw new LabError(
      'figure',
      `There is no kept run "${experiment}" in docs/runs; there are: ${names.join(', ')}.`,
      measure,
    );
  }
  const read = readJson(file, keptRunSchema);
  if ('value' in read) return read.value;
  throw new LabError('figure', `docs/runs/${experiment}.json is not a run: ${read.problem}.`, measure);
}
