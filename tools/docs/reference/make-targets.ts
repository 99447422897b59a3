import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';

/** Every target of the Makefile that a person calls, and the words behind it. */
export function readMakeTargets(): Map<string, string> {
  const makefile = readFileSync(join(projectFolder, 'Makefile'), 'utf8');
  return new Map(
    [...makefile.matchAll(/^([a-z0-9-]+):.*## (.*)$/gm)].map(([, name = '', words = '']) => [name, words]),
  );
}
