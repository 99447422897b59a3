import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../scripts/lib/files.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { thisMachine } from '../../scripts/lib/machine.ts';
import { runsFolder } from '../../scripts/lib/project-folder.ts';
import { isLearnersOwn } from '../../scripts/results/result.ts';
import { readResults } from '../../scripts/results/results-folder.ts';
import { stages } from '../../scripts/scenario/stages.ts';
import type { TargetName } from '../../scripts/walkthrough/page.ts';
import type { RanBlock } from './block.ts';
import type { Transcript } from './transcript.ts';

/**
 * Keeps a walk in docs/runs/TARGET, for the pages to show: what was printed, and the newest result of each stage.
 * @throws {LabError} `no_results` when a stage was not measured with the lab's own code
 */
export function recordWalk(target: TargetName, startedAt: Date, done: RanBlock[], resultsFolder: string): string {
  const folder = join(runsFolder, target);
  const { results } = readResults(resultsFolder);
  const newest = stages.map(({ stage }) => {
    const result = results.findLast((candidate) => candidate.stage === stage && !isLearnersOwn(candidate));
    if (result) return result;
    throw new LabError(
      'no_results',
      `The walk has measured no ${stage} stage of the lab's own.`,
      'A page has to run make loadtest there.',
    );
  });
  const transcript: Transcript = {
    schema: 1,
    target,
    startedAt: startedAt.toISOString(),
    machine: thisMachine(),
    blocks: done.map(({ block: { page, commands }, output }) => ({ page, commands, output })),
  };
  mkdirSync(folder, { recursive: true });
  const write = (name: string, value: unknown) =>
    writeFileAtomic(join(folder, `${name}.json`), `${JSON.stringify(value, null, 2)}\n`);
  for (const result of newest) write(result.stage, result);
  write('walk', transcript);
  return folder;
}
