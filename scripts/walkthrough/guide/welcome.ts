import type { NamedPage } from '../pages.ts';
import type { Notebook } from './notebook.ts';
import type { Text } from './text.ts';

/** What became of an older notebook, where the guide could not go on in it. */
export function whatWasKept({ opened, file }: Notebook): string[] {
  if (opened === 'new' || opened === 'kept') return [];
  return 'damaged' in opened
    ? [`${file} could not be read. It is kept as ${opened.damaged}, and the guide begins anew.`]
    : [`The guide begins anew. Your answers until now are kept in ${opened.anew}.`];
}

/** `given` is the page that the learner asked for, if they did. */
export function welcome(notebook: Notebook, { pages }: Text, given: NamedPage | undefined): string[] {
  const { opened, notes } = notebook;
  if (opened === 'kept' && notes.finishedAt)
    return [`You came to the end of all ${pages.length} pages on ${notes.finishedAt.slice(0, 10)}.`, ''];
  if (opened === 'kept') return [given ? 'Welcome back.' : 'Welcome back: this goes on where you were.', ''];
  return [
    ...whatWasKept(notebook),
    `${pages.length} pages. Enter goes on, and runs the commands that are shown.`,
    'q leaves at any time; `make guide` comes back to where you were.',
    `Commands run with TARGET=${notes.target}; \`make guide TARGET=...\` changes it.`,
    '',
  ];
}
