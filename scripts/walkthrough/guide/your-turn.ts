import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectFolder } from '../../lib/project-folder.ts';
import { decide, type Move } from './ask.ts';
import type { Guide } from './guide.ts';

/** What stands in a file, as a hash; a file that is not there yet is empty. */
function contentOf(file: string): string {
  let content: Buffer | string = '';
  try {
    content = readFileSync(resolve(projectFolder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return createHash('sha256').update(content).digest('hex');
}

/** The learner writes a file, in an editor of their own. */
export async function takeTurn(guide: Guide, { file }: { file: string }): Promise<Move> {
  const { screen, notebook, text } = guide;
  const { filesBefore } = notebook.notes;
  filesBefore[file] ??= contentOf(file);
  notebook.keep();
  screen.say(`Your turn: edit ${file} in your editor, and save it.`, '');
  const heading = text.solutionHeadings.get(file);
  const solution = {
    help: 'say where a solution is',
    say: () => [`${join(text.folder, 'solutions.md')}${heading ? `, under "${heading}"` : ''}`],
  };
  let hint = 'Enter when it is saved, "solution" says where one is';
  for (let warned = false; ; warned = true) {
    const move = await decide(guide, hint, { solution });
    if (move === 'skip') return 'on';
    if (move !== 'on') return move;
    const changed = contentOf(file) !== filesBefore[file];
    if (changed) screen.say(`${file} has changed since you first came here.`, '');
    if (changed || warned) return 'on';
    screen.say(`${file} is as it was when you first came here.`, '');
    hint = 'Enter goes on all the same, "solution" says where one is';
  }
}
