import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach } from 'node:test';
import { childEnvironment } from '../../scripts/lib/child-environment.ts';
import type { Notes } from '../../scripts/walkthrough/guide/notebook.ts';
import { writeExampleWalk } from './example-walk.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** The end of every prompt of the guide. */
export const promptEnd = '(? for help) ';

/**
 * The example walk, and guides that walk through it. Call this once per test file: each test
 * starts with unchanged pages and no lab folder.
 */
export function prepareGuides() {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-guide-test-'));
  const labFolder = join(folder, 'lab');
  const notesFile = join(labFolder, 'guide.json');
  const environment = childEnvironment('checks', { LAB_FOLDER: labFolder, TARGET: 'local', NO_COLOR: '1' });
  const args = (...flags: string[]) => ['--import', 'tsx', 'scripts/lab.ts', 'guide', '--text', folder, ...flags];
  let terminals: Terminal[] = [];
  beforeEach(() => {
    rmSync(labFolder, { recursive: true, force: true });
    writeExampleWalk(folder);
  });
  // A terminal that a failed test left open would keep the process alive.
  afterEach(() => {
    for (const terminal of terminals) terminal.kill('SIGKILL');
    terminals = [];
  });
  after(() => rmSync(folder, { recursive: true }));
  return {
    /** Holds the pages, and the learner's `mine.ts`. */
    folder,
    labFolder,
    notesFile,
    environment,
    /** The arguments of `node` for a guide with these flags. */
    args,
    readNotes: (): Notes => JSON.parse(readFileSync(notesFile, 'utf8')),
    open(
      flags: string[] = [],
      { environment: others, ...size }: { columns?: number; rows?: number; environment?: Record<string, string> } = {},
    ): Terminal {
      const terminal = openTerminal(process.execPath, args(...flags), {
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
  await terminal.answer(`Saved. Enter continues ${promptEnd}`, '\r');
}

export async function leave(terminal: Terminal): Promise<void> {
  await terminal.answer(promptEnd, 'q\r');
  assert.equal(await terminal.ended, 0);
}
