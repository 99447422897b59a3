import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readJson } from '../../scripts/lib/files.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { machineSchema } from '../../scripts/lib/machine.ts';
import { runsFolder } from '../../scripts/lib/project-folder.ts';
import { writeFileAtomic } from '../../scripts/lib/write-file-atomic.ts';
import { stageNames } from '../../scripts/scenario/stages.ts';
import { targetNames } from '../../scripts/settings/variables.ts';
import { type Disagreement, disagreements } from './judgment.ts';

const stage = z.enum(stageNames);
const disagreement = z.enum(Object.keys(disagreements) as [Disagreement, ...Disagreement[]]);

const judgedFixSchema = z.object({
  name: z.string(),
  expected: stage,
  reached: stage.nullable(),
  firstNo: z.string().nullable(),
  verifySeconds: z.number(),
  disagreements: z.array(disagreement),
});
export type JudgedFix = z.infer<typeof judgedFixSchema>;

/**
 * Every chosen fix, judged once or several times: docs/runs/gallery-TARGET.json, or
 * gallery-TARGET-busy.json.
 */
const galleryRunSchema = z.object({
  schema: z.literal(1),
  target: z.enum(targetNames),
  /** Whether it ran beside a busy loop. */
  busy: z.boolean(),
  /** The names of fixes that could not be tried there. */
  leftOut: z.array(z.string()).default([]),
  runs: z.array(
    z.object({
      /** That of the order; 0 is the order of docs/verify.md. */
      seed: z.number().int(),
      startedAt: z.iso.datetime(),
      machine: machineSchema,
      ofFixes: z.number().int(),
      fixes: z.array(judgedFixSchema),
    }),
  ),
});
export type GalleryRun = z.infer<typeof galleryRunSchema>;
export type OneRun = GalleryRun['runs'][number];

const isFinished = ({ fixes, ofFixes }: OneRun): boolean => fixes.length === ofFixes;

/** What a kept run is of. There is a file for each. */
interface Kept {
  target: string;
  busy: boolean;
}

const fileName = ({ target, busy }: Kept) => `gallery-${target}${busy ? '-busy' : ''}.json`;

/**
 * Keeps a run. Of the kept run of the same target and the same load, only what comes before its
 * first seed stays: an interrupted recording can be continued. Returns the file.
 */
export function writeGalleryRun(run: GalleryRun, folder = runsFolder): string {
  const file = join(folder, fileName(run));
  const firstSeed = run.runs[0]?.seed ?? 0;
  const kept = firstSeed > 0 && existsSync(file) ? readFile(run, folder) : undefined;
  const earlier = kept?.runs.filter(({ seed }) => seed < firstSeed) ?? [];
  const all = galleryRunSchema.parse({ ...run, runs: [...earlier, ...run.runs] });
  writeFileAtomic(file, `${JSON.stringify(all, null, 2)}\n`);
  return file;
}

const howToRecord = ({ target, busy }: Kept) =>
  `Record it: make gallery TARGET=${target} RUNS=3 ${busy ? 'ARGS="--busy --record"' : 'ARGS=--record'}`;

/**
 * The fixes that an interrupted recording of this order has judged on this machine, in that order.
 */
export function readJudged(
  kept: Kept,
  { seed, ofFixes, machine }: Omit<OneRun, 'fixes'>,
  folder = runsFolder,
): JudgedFix[] {
  if (!existsSync(join(folder, fileName(kept)))) return [];
  const interrupted = readFile(kept, folder).runs.find(
    (run) =>
      run.seed === seed && run.ofFixes === ofFixes && isDeepStrictEqual(run.machine, machine) && !isFinished(run),
  );
  return interrupted?.fixes ?? [];
}

function readFile(kept: Kept, folder: string): GalleryRun {
  const name = fileName(kept);
  const read = readJson(join(folder, name), galleryRunSchema);
  if ('value' in read) return read.value;
  const message = `docs/runs/${name} is not a run of the gallery: ${read.problem}.`;
  throw new LabError('figure', message, howToRecord(kept));
}

/**
 * The finished runs of a target that were kept: first the quiet ones, then the busy ones, if there
 * are both.
 * @throws {LabError} `figure` when there is none, or a file is not a run
 */
export function readGalleryRuns(target: string, folder = runsFolder): [GalleryRun, ...GalleryRun[]] {
  const quiet: Kept = { target, busy: false };
  const [first, ...others] = [quiet, { target, busy: true }]
    .filter((kept) => existsSync(join(folder, fileName(kept))))
    .map((kept) => readFile(kept, folder))
    .map((run) => ({ ...run, runs: run.runs.filter(isFinished) }))
    .filter(({ runs }) => runs.length > 0);
  if (first) return [first, ...others];
  throw new LabError('figure', `There is no finished run in docs/runs/${fileName(quiet)}.`, howToRecord(quiet));
}
