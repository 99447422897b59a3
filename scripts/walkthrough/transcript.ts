import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/settings.ts';
import type { TargetName } from './page.ts';

const blockSchema = z.object({ page: z.string(), commands: z.string(), output: z.string() });

/** A walk that was gone, as docs/runs/TARGET/walk.json keeps it: what every block of commands printed. */
export const transcriptSchema = z.object({
  schema: z.literal(1),
  target: z.enum(['local', 'kind']),
  startedAt: z.iso.datetime(),
  /** In words. */
  machine: z.string(),
  blocks: z.array(blockSchema),
});

export type RecordedBlock = z.infer<typeof blockSchema>;
export type Transcript = z.infer<typeof transcriptSchema>;

/** Where runs are kept that the pages show. */
export const runsFolder = (target: TargetName): string => join(projectFolder, 'docs/runs', target);

/** @throws {LabError} `no_results` when no walk was recorded */
export function readTranscript(target: TargetName): Transcript {
  const file = join(runsFolder(target), 'walk.json');
  if (!existsSync(file))
    throw new LabError(
      'no_results',
      `docs/runs/${target}/walk.json is missing: no walk was recorded.`,
      `Record one: make walkthrough TARGET=${target} ARGS=--record`,
    );
  return transcriptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
