import { createInterface, type Interface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { LabError } from '../../lib/lab-error.ts';

export interface Keyboard {
  /** What is typed after the prompt, up to Enter; undefined when the learner leaves, with Ctrl-C, Ctrl-D or by closing the terminal. */
  readLine(prompt: string): Promise<string | undefined>;
  /** Several lines, up to an empty one, or as far as they came when the learner leaves. A first line that `isCommand` ends it, too. */
  readLines(prompt: string, isCommand: (line: string) => boolean): Promise<{ lines: string[]; leaves: boolean }>;
  /** Lends the terminal to a program. What is typed meanwhile and not read by it is forgotten: it was not meant for what comes next. */
  lend<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): void;
}

/** Pasted lines come together, typed ones do not. */
const pasteMs = 40;

/** @throws {LabError} `no_terminal` */
export function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  throw new LabError(
    'no_terminal',
    'The guide waits for keys, and there is no terminal here.',
    'Run it in a terminal, or read the same pages: docs/scenario-1/README.md',
  );
}

export function openKeyboard(signal: AbortSignal): Keyboard {
  let lines: string[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  let lent = false;
  let ended = signal.aborted;
  const hand = (line: string | undefined) => {
    const take = waiting;
    waiting = undefined;
    if (take) take(line);
    else if (line !== undefined) lines.push(line);
  };
  const end = () => {
    ended = true;
    hand(undefined);
  };
  signal.addEventListener('abort', end);
  const open = (): Interface =>
    createInterface({ input: process.stdin, output: process.stdout, terminal: true, historySize: 0 })
      .on('line', hand)
      .on('SIGINT', end)
      .on('close', () => lent || end());
  let readline = open();

  const nextLine = (prompt: string): Promise<string | undefined> => {
    if (lines.length > 0) return Promise.resolve(lines.shift());
    if (ended) return Promise.resolve(undefined);
    readline.setPrompt(prompt);
    readline.prompt();
    return new Promise((resolve) => {
      waiting = resolve;
    });
  };
  return {
    readLine(prompt) {
      lines = [];
      return nextLine(prompt);
    },
    async readLines(prompt, isCommand) {
      lines = [];
      const written: string[] = [];
      for (;;) {
        const line = await nextLine(written.length === 0 ? prompt : '  ');
        if (line === undefined) {
          // What stands behind the prompt without an Enter was written, too.
          const { line: last } = readline;
          const isAnswer = last.trim() !== '' && !(written.length === 0 && isCommand(last));
          return { lines: isAnswer ? [...written, last] : written, leaves: true };
        }
        if (written.length === 0 && isCommand(line)) return { lines: [line], leaves: false };
        if (line.trim() === '') await wait(pasteMs);
        // An empty line with more behind it is one of a pasted text.
        if (line.trim() === '' && lines.length === 0) return { lines: written, leaves: false };
        written.push(line);
      }
    },
    async lend(work) {
      lent = true;
      readline.close();
      try {
        return await work();
      } finally {
        await forgetTyped();
        lent = false;
        lines = [];
        if (!ended) readline = open();
      }
    },
    close() {
      lent = true;
      readline.close();
      signal.removeEventListener('abort', end);
    },
  };
}

/** Reads away what waits in the terminal. */
async function forgetTyped(): Promise<void> {
  const { stdin } = process;
  if (stdin.destroyed) return;
  const forget = () => {};
  stdin.setRawMode(true).on('data', forget).resume();
  await wait(pasteMs);
  stdin.off('data', forget).pause();
  stdin.setRawMode(false);
}
