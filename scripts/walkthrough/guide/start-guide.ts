import { LabError } from '../../lib/lab-error.ts';
import { takeLock } from '../../lib/lock.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import type { Settings } from '../../settings/settings.ts';
import { answersBesideKey } from './beside-key.ts';
import { openKeyboard, requireTerminal } from './keyboard.ts';
import { openNotebook } from './notebook.ts';
import { openShell } from './run-commands.ts';
import { createScreen } from './screen.ts';
import { startStopwatch } from './stopwatch.ts';
import { readText, type Text } from './text.ts';
import { showSummary, walk } from './walk.ts';
import { welcome, whatWasKept } from './welcome.ts';

export interface GuideOptions {
  settings: Settings;
  /** False when nobody named the target: then it is the one of the last time. */
  targetWasGiven: boolean;
  /** Where the pages are. */
  folder: string;
  restart: boolean;
  /** As it was typed, from 1; undefined to go on where the learner was. */
  page: string | undefined;
  signal: AbortSignal;
}

function open({ settings, targetWasGiven, restart }: GuideOptions, text: Text) {
  const { labFolder, target } = settings;
  return openNotebook(labFolder, {
    restart,
    target: targetWasGiven ? target : undefined,
    otherwise: target,
    firstPage: pageOf(text, '1').file,
  });
}

function pageOf({ pages }: Text, number: string) {
  const page = /^\d+$/.test(number) ? pages[Number(number) - 1] : undefined;
  if (page) return page;
  throw new LabError('usage', `--page: expected 1 to ${pages.length}, got "${number}"`, 'See: make guide ARGS=--help');
}

/** Shows all questions with the learner's answers and the key. */
export function printAnswers(options: GuideOptions): void {
  const text = readText(options.folder, options.settings);
  const notebook = open({ ...options, restart: false }, text);
  for (const line of whatWasKept(notebook)) console.log(`${line}\n`);
  for (const { lines } of answersBesideKey(text, notebook.notes.answers, createScreen().width()))
    console.log(`${lines.join('\n')}\n`);
}

/**
 * Walks through the pages in this terminal.
 * @throws {LabError} `no_terminal`; `busy` when another guide is open
 */
export async function startGuide(options: GuideOptions): Promise<void> {
  requireTerminal();
  const { settings, signal, folder } = options;
  const text = readText(folder, settings);
  const given = options.page === undefined ? undefined : pageOf(text, options.page);
  // Not the lab's own lock: the verbs that the guide runs take that one.
  const release = takeLock(settings.labFolder, 'guide', 'guide.lock');
  try {
    const notebook = open(options, text);
    const { notes } = notebook;
    if (given) {
      notes.place = { page: given.file, part: 0 };
      // Who turns back after the end walks again, and is to find the place where they leave now.
      delete notes.finishedAt;
    }
    const screen = createScreen();
    screen.say(...welcome(notebook, text, given));
    const keyboard = openKeyboard(signal);
    const guide = {
      text,
      notebook,
      screen,
      keyboard,
      signal,
      shown: given ?? pageOf(text, '1'),
      shell: openShell(projectFolder, { ...process.env, TARGET: notes.target }),
      stopwatch: startStopwatch(),
    };
    await (notes.finishedAt ? showSummary(guide) : walk(guide)).finally(() => keyboard.close());
  } finally {
    release();
  }
}
