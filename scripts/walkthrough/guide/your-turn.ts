import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectFolder } from '../../lib/project-folder.ts';
import type { YourTurn } from '../page.ts';
import { readSolutions } from '../pages.ts';
import type { Guide } from './guide.ts';
import { displayPath } from './lesson.ts';
import { decide, type Move } from './prompt.ts';

/** A hash of what a file holds; a file that does not exist counts as empty. */
function hashFile(file: string): string {
  const path = resolve(projectFolder, file);
  const content = existsSync(path) ? readFileSync(path) : '';
  return createHash('sha256').update(content).digest('hex');
}

/** Waits while the learner writes a file, in an editor of their own. */
export async function takeTurn(guide: Guide, { file }: YourTurn): Promise<Move> {
  const { screen, notebook, lesson } = guide;
  const { filesBefore } = notebook.notes;
  filesBefore[file] ??= hashFile(file);
  notebook.save();
  screen.print(`Your turn: edit ${file} in your editor, and save it.`, '');
  const heading = readSolutions(lesson.folder).get(file)?.heading;
  const solution = {
    name: 'solution',
    help: 'where to find a solution',
    async show() {
      const file = displayPath(join(lesson.folder, 'solutions.md'));
      screen.print(heading ? `${file}, under "${heading}"` : file, '');
      return undefined;
    },
  };
  let hint = 'Enter when you have saved it, "solution" shows where to find one';
  for (let warned = false; ; warned = true) {
    const move = await decide(guide, hint, solution);
    if (move === 'skip') return 'on';
    if (move !== 'on') return move;
    const changed = hashFile(file) !== filesBefore[file];
    if (changed) screen.print(`${file} has changed since you first came here.`, '');
    if (changed || warned) return 'on';
    screen.print(`${file} has not changed since you first came here.`, '');
    hint = 'Enter continues anyway, "solution" shows where to find one';
  }
}
