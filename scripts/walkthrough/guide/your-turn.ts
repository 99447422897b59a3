import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectFolder } from '../../lib/project-folder.ts';
import type { YourTurn } from '../page.ts';
import type { Guide } from './guide.ts';
import { displayPath } from './lesson.ts';
import { decide, type Move } from './prompt.ts';

/** A hash of what a file holds; a file that does not exist counts as empty. */
function hashFile(file: string): string {
  let content: Buffer | string = '';
  try {
    content = readFileSync(resolve(projectFolder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return createHash('sha256').update(content).digest('hex');
}

/** Waits while the learner writes a file, in an editor of their own. */
export async function takeTurn(guide: Guide, { file }: YourTurn): Promise<Move> {
  const { screen, notebook, lesson } = guide;
  const { filesBefore } = notebook.notes;
  filesBefore[file] ??= hashFile(file);
  notebook.save();
  screen.print(`Your turn: edit ${file} in your editor, and save it.`, '');
  const heading = lesson.solutions.get(file)?.heading;
  const solution = {
    name: 'solution',
    help: 'where to find a solution',
    shows: `${displayPath(join(lesson.folder, 'solutions.md'))}${heading ? `, under "${heading}"` : ''}`,
  };
  let hint = 'Enter when you have saved it, "solution" says where to find one';
  for (let warned = false; ; warned = true) {
    const move = await decide(guide, hint, solution);
    if (move === 'skip') return 'on';
    if (move !== 'on') return move;
    const changed = hashFile(file) !== filesBefore[file];
    if (changed) screen.print(`${file} has changed since you first came here.`, '');
    if (changed || warned) return 'on';
    screen.print(`${file} has not changed since you first came here.`, '');
    hint = 'Enter continues anyway, "solution" says where to find one';
  }
}
