import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../scripts/lib/project-folder.ts';

/** What people export for other programs. .ci/run runs `make lab` with these variables, too. */
export const theirShell: Record<string, string> = Object.fromEntries(
  readFileSync(join(projectFolder, 'tools/sandbox/their-shell.env'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(/=(.*)/, 2)),
);
