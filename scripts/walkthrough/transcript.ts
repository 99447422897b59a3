import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/settings.ts';
import { resultSchema } from '../results/result.ts';
import type { TargetName } from './page.ts';

const targetNames = ['local', 'kind'] as const satisfies TargetName[];

const blockSchema = z.object({ page: z.string(), commands: z.string(), output: z.string() });

/** A walk that was gone, as docs/runs/TARGET/walk.json keeps it: what every block of commands printed. */
export const transcriptSchema = z.object({
  schema: z.literal(1),
  target: z.enum(targetNames),
  startedAt: z.iso.datetime(),
  machine: resultSchema.shape.machine,
  blocks: z.array(blockSchema),
});

export type RecordedBlock = z.infer<typeof blockSchema>;
export type Transcript = z.infer<typeof transcriptSchema>;

/** Where runs are kept that the pages show. */
export const runsFolder = (target: TargetName): string => join(projectFolder, 'docs/runs', target);

const fileOf = (target: TargetName) => join(runsFolder(target), 'walk.json');

/** The targets of which a walk was recorded. */
export function recordedTargets(): TargetName[] {
  return targetNames.filter((target) => existsSync(fileOf(target)));
}

/** @throws {LabError} `no_results` when no walk was recorded */
export function readTranscript(target: TargetName): Transcript {
  const file = fileOf(target);
  if (!existsSync(file))
    throw new LabError(
      'no_results',
      `docs/runs/${target}/walk.json is missing: no walk was recorded.`,
      `Record one: make walkthrough TARGET=${target} ARGS=--record`,
    );
  return transcriptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
