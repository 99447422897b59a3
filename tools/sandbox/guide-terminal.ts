import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach } from 'node:test';
import type { Notes } from '../../scripts/walkthrough/guide/notebook.ts';
import { writeExampleWalk } from './example-walk.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** How each prompt of the guide ends. */
export const promptEnd = '(? for help) ';

/** The example walk in a folder of one test file's own, and guides that walk through it. */
export interface ExampleGuides {
  /** Where the pages are, and the `mine.ts` of their learner. */
  folder: string;
  labFolder: string;
  notesFile: string;
  environment: NodeJS.ProcessEnv;
  readNotes(): Notes;
  /** What stands behind `node` when a guide is opened with these flags. */
  words(...flags: string[]): string[];
  open(
    flags?: string[],
    terminal?: { columns?: number; rows?: number; environment?: Record<string, string> },
  ): Terminal;
}

/** To be called once in a test file: each of its tests begins with the pages as they were, and with an empty lab folder. */
export function prepareGuides(): ExampleGuides {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-guide-test-'));
  const labFolder = join(folder, 'lab');
  const notesFile = join(labFolder, 'guide.json');
  const environment = { ...process.env, LAB_FOLDER: labFolder, TARGET: 'local', NO_COLOR: '1' };
  const words = (...flags: string[]) => ['--import', 'tsx', 'scripts/lab.ts', 'guide', '--text', folder, ...flags];
  let terminals: Terminal[] = [];
  beforeEach(() => {
    rmSync(labFolder, { recursive: true, force: true });
    writeExampleWalk(folder);
  });
  // What a failed test left open would keep the others from ending.
  afterEach(() => {
    for (const terminal of terminals) terminal.kill('SIGKILL');
    terminals = [];
  });
  after(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    labFolder,
    notesFile,
    environment,
    words,
    readNotes: () => JSON.parse(readFileSync(notesFile, 'utf8')),
    open(flags = [], { environment: others, ...size } = {}) {
      const terminal = openTerminal(process.execPath, words(...flags), {
        environment: { ...environment, ...others },
        ...size,
      });
      terminals.push(terminal);
      return terminal;
    },
  };
}

export async function answerFirstQuestion(terminal: Terminal): Promise<void> {
  await terminal.answer('> ', 'Errors,\rI think.\r\r');
  await terminal.answer(`next to the answer key ${promptEnd}`, '\r');
}

/** At the next prompt. */
export async function leave(terminal: Terminal): Promise<void> {
  await terminal.answer(promptEnd, 'q\r');
  assert.equal(await terminal.ended, 0);
}
