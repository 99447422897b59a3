import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../../scripts/lib/files.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { machineSchema } from '../../scripts/lib/machine.ts';
import { runsFolder } from '../../scripts/lib/project-folder.ts';
import { type TargetName, targetNames } from '../../scripts/walkthrough/page.ts';

const blockSchema = z.object({ page: z.string(), commands: z.string(), output: z.string() });

/** A walk that was gone, as docs/runs/TARGET/walk.json keeps it: what every block of commands printed. */
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

/** The targets of which a walk was recorded. */
export function recordedTargets(folder = runsFolder): TargetName[] {
  return targetNames.filter((target) => existsSync(fileOf(target, folder)));
}

/** @throws {LabError} `no_results` when no walk was recorded, or the file holds something else */
export function readTranscript(target: TargetName, folder = runsFolder): Transcript {
  const file = fileOf(target, folder);
  const name = `docs/runs/${target}/walk.json`;
  const record = `Record one: make walkthrough TARGET=${target} ARGS=--record`;
  if (!existsSync(file)) throw new LabError('no_results', `${name} is missing: no walk was recorded.`, record);
  const read = readJson(file, transcriptSchema);
  if ('value' in read) return read.value;
  throw new LabError('no_results', `${name} holds no walk: ${read.problem}.`, record);
}
