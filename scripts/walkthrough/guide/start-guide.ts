import { LabError } from '../../lib/lab-error.ts';
import { acquireLock } from '../../lib/lock.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import type { Settings } from '../../settings/settings.ts';
import type { NamedPage } from '../pages.ts';
import { openShell } from '../shell.ts';
import { renderAnswers } from './compare-answers.ts';
import type { Guide } from './guide.ts';
import { openKeyboard, requireTerminal } from './keyboard.ts';
import { type Lesson, lessonFor, readLesson } from './lesson.ts';
import { type Notebook, openNotebook } from './notebook.ts';
import { createScreen } from './screen.ts';
import { showSummary, walk } from './walk.ts';

export interface GuideOptions {
  settings: Settings;
  /** Whether a person chose the target; otherwise it is that of the last time. */
  targetWasGiven: boolean;
  /** Where the pages are; undefined for docs/scenario-1. */
  folder: string | undefined;
  restart: boolean;
  /** As it was typed, from 1; undefined to continue where the learner left. */
  page: string | undefined;
  signal: AbortSignal;
}

/** Variables for nested calls of make: the guide's own flags are not for the verbs that it runs. */
const outerMakeVariables = ['MAKEFLAGS', 'MFLAGS', 'MAKEOVERRIDES', 'MAKELEVEL', 'ARGS'];

/** Opens the notebook, and leaves out the pages that are not for its target. */
function open(
  { settings, restart, targetWasGiven }: GuideOptions,
  all: Lesson,
): { notebook: Notebook; lesson: Lesson } {
  const { labFolder, target } = settings;
  const notebook = openNotebook(labFolder, { restart, target, targetWasGiven, firstPage: all.pages[0]?.file ?? '' });
  return { notebook, lesson: lessonFor(notebook.notes.target, all) };
}

/** @throws {LabError} `usage` */
function findPage({ pages }: Lesson, number: string): NamedPage {
  const page = /^\d+$/.test(number) ? pages.find((candidate) => candidate.number === Number(number)) : undefined;
  if (page) return page;
  const [first, last] = [pages[0]?.number, pages.at(-1)?.number];
  throw new LabError('usage', `--page: expected ${first} to ${last}, got "${number}"`, 'See: make guide ARGS=--help');
}

/** Explains where an older notebook was moved that the guide does not continue. */
function describeMoved({ opened, file }: Notebook): string[] {
  if (opened === 'new' || opened === 'kept') return [];
  return 'damaged' in opened
    ? [`${file} could not be read. It is kept as ${opened.damaged}, and the guide starts over.`]
    : [`The guide starts over. Your answers so far are kept in ${opened.restarted}.`];
}

function describeStart(notebook: Notebook, { pages }: Lesson, pageWasGiven: boolean): string[] {
  const { opened, notes } = notebook;
  if (opened !== 'kept')
    return [
      ...describeMoved(notebook),
      `${pages.length} pages. Enter continues, and runs the commands that are shown.`,
      'q quits at any time; `make guide` returns to where you were.',
      `Commands run with TARGET=${notes.target}; \`make guide TARGET=...\` changes it.`,
    ];
  if (notes.finishedAt) return [`You finished all ${pages.length} pages on ${notes.finishedAt.slice(0, 10)}.`];
  return [pageWasGiven ? 'Welcome back.' : 'Welcome back: this is where you left off.'];
}

/** Prints all questions with the learner's answers and the key. */
export function printAnswers(options: GuideOptions): void {
  const all = readLesson(options.folder, options.settings);
  const { notebook, lesson } = open({ ...options, restart: false }, all);
  for (const line of describeMoved(notebook)) console.log(`${line}\n`);
  for (const { lines } of renderAnswers(lesson, notebook.notes.answers, createScreen().width()))
    console.log(`${lines.join('\n')}\n`);
}

/**
 * Walks through the pages in this terminal.
 * @throws {LabError} `no_terminal`; `busy` when another guide is open
 */
export async function startGuide(options: GuideOptions): Promise<void> {
  requireTerminal();
  const { settings, signal } = options;
  const all = readLesson(options.folder, settings);
  // Before a notebook is opened, which moves an older one away.
  if (options.page !== undefined) findPage(all, options.page);
  // Not the lab's own lock: the verbs that the guide runs take that one.
  const release = acquireLock(settings.labFolder, 'guide', 'guide.lock');
  try {
    const { notebook, lesson } = open(options, all);
    const { notes } = notebook;
    const given = options.page === undefined ? undefined : findPage(lesson, options.page);
    if (given) {
      notes.place = { page: given.file, part: 0 };
      // After the end, people who go back to a page walk again from there.
      delete notes.finishedAt;
    }
    const screen = createScreen();
    screen.print(...describeStart(notebook, lesson, given !== undefined), '');
    const keyboard = openKeyboard(signal);
    // The user's own shell, whose verbs choose what each of their programs gets.
    const environment: NodeJS.ProcessEnv = { ...process.env, TARGET: notes.target };
    for (const name of outerMakeVariables) delete environment[name];
    const guide: Guide = {
      lesson,
      notebook,
      screen,
      keyboard,
      signal,
      page: given ?? (lesson.pages[0] as NamedPage),
      shell: openShell(projectFolder, environment, { inTerminal: true }),
      recordedUntilMs: Date.now(),
    };
    await (notes.finishedAt ? showSummary(guide) : walk(guide)).finally(() => keyboard.close());
  } finally {
    release();
  }
}
