import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../../scripts/lib/files.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { machineSchema, thisMachine } from '../../scripts/lib/machine.ts';
import { runsFolder } from '../../scripts/lib/project-folder.ts';
import { writeFileAtomic } from '../../scripts/lib/write-file-atomic.ts';
import { isFromLearner } from '../../scripts/results/result.ts';
import { readResults } from '../../scripts/results/results-folder.ts';
import { stages } from '../../scripts/scenario/stages.ts';
import { type TargetName, targetNames } from '../../scripts/settings/variables.ts';

const blockSchema = z.object({ page: z.string(), commands: z.string(), output: z.string() });

/** A recorded walk, as in docs/runs/TARGET/walk.json: the output of every block of commands. */
export const transcriptSchema = z.object({
  schema: z.literal(1),
  target: z.enum(targetNames),
  startedAt: z.iso.datetime(),
  machine: machineSchema,
  blocks: z.array(blockSchema),
});

export type RecordedBlock = z.infer<typeof blockSchema>;
export type Transcript = z.infer<typeof transcriptSchema>;

const fileOf = (target: TargetName, folder: string) => join(folder, target, 'walk.json');

/** The targets for which a walk was recorded. */
export function recordedTargets(folder = runsFolder): TargetName[] {
  return targetNames.filter((target) => existsSync(fileOf(target, folder)));
}

/** @throws {LabError} `no_results` when no walk was recorded, or the file is invalid */
export function readTranscript(target: TargetName, folder = runsFolder): Transcript {
  const file = fileOf(target, folder);
  const name = `docs/runs/${target}/walk.json`;
  const record = `Record one: make walkthrough TARGET=${target} ARGS=--record`;
  if (!existsSync(file)) throw new LabError('no_results', `${name} is missing: no walk was recorded.`, record);
  const read = readJson(file, transcriptSchema);
  if ('value' in read) return read.value;
  throw new LabError('no_results', `${name} is not a recorded walk: ${read.problem}.`, record);
}

/**
 * Writes a walk into docs/runs/TARGET, with the newest result of each stage. Returns the folder.
 * @throws {LabError} `no_results` when a stage was not measured with the lab's own code
 */
export function recordWalk(
  target: TargetName,
  startedAt: string,
  blocks: RecordedBlock[],
  resultsFolder: string,
): string {
  const { results } = readResults(resultsFolder);
  const newest = stages.map(({ stage }) => {
    const result = results.findLast((candidate) => candidate.stage === stage && !isFromLearner(candidate));
    if (result) return result;
    throw new LabError(
      'no_results',
      `The walk did not measure the ${stage} stage with the lab's own code.`,
      'A page has to run make loadtest there.',
    );
  });
  const transcript: Transcript = { schema: 1, target, startedAt, machine: thisMachine(), blocks };
  const folder = join(runsFolder, target);
  mkdirSync(folder, { recursive: true });
  const write = (file: string, value: unknown) => writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
  for (const result of newest) write(join(folder, `${result.stage}.json`), result);
  write(fileOf(target, runsFolder), transcript);
  return folder;
}
