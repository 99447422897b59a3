import { createInterface, type Interface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { LabError } from '../../lib/lab-error.ts';

export interface Keyboard {
  /** Resolves to undefined at Ctrl-C, at Ctrl-D, and when the terminal is closed. */
  readLine(prompt: string): Promise<string | undefined>;
  /** Reads lines up to an empty one, a first line that `isCommand`, or the end. */
  readLines(prompt: string, isCommand: (line: string) => boolean): Promise<{ lines: string[]; leaves: boolean }>;
  /** Lends the terminal to a program. Keys that it did not read do not answer the next prompt. */
  lend<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): void;
}

/** Pasted lines arrive together, typed ones do not. */
const pasteMs = 40;

/** @throws {LabError} `no_terminal` */
export function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  throw new LabError(
    'no_terminal',
    'The guide reads from the keyboard, and there is no terminal here.',
    'Run it in a terminal, or read the same pages: docs/scenario-1/README.md',
  );
}

export function openKeyboard(signal: AbortSignal): Keyboard {
  let lines: string[] = [];
  let resolveLine: ((line: string | undefined) => void) | undefined;
  let isLent = false;
  let hasEnded = signal.aborted;
  const deliver = (line: string | undefined) => {
    const resolve = resolveLine;
    resolveLine = undefined;
    if (resolve) resolve(line);
    else if (line !== undefined) lines.push(line);
  };
  const end = () => {
    hasEnded = true;
    deliver(undefined);
  };
  signal.addEventListener('abort', end);
  const open = (): Interface =>
    createInterface({ input: process.stdin, output: process.stdout, terminal: true, historySize: 0 })
      .on('line', deliver)
      .on('SIGINT', end)
      .on('close', () => isLent || end());
  let readline = open();

  const nextLine = async (prompt: string): Promise<string | undefined> => {
    if (lines.length > 0) return lines.shift();
    if (hasEnded) return undefined;
    readline.setPrompt(prompt);
    readline.prompt();
    return new Promise((resolve) => {
      resolveLine = resolve;
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
          // What was typed without an Enter is part of the answer.
          const { line: last } = readline;
          const isAnswer = last.trim() !== '' && !(written.length === 0 && isCommand(last));
          return { lines: isAnswer ? [...written, last] : written, leaves: true };
        }
        if (written.length === 0 && isCommand(line)) return { lines: [line], leaves: false };
        if (line.trim() === '') {
          // An empty line with more lines right after it belongs to a pasted text.
          await wait(pasteMs);
          if (lines.length === 0) return { lines: written, leaves: false };
        }
        written.push(line);
      }
    },
    async lend(work) {
      isLent = true;
      readline.close();
      try {
        return await work();
      } finally {
        await dropTypedKeys();
        isLent = false;
        lines = [];
        if (!hasEnded) readline = open();
      }
    },
    close() {
      isLent = true;
      readline.close();
      signal.removeEventListener('abort', end);
    },
  };
}

async function dropTypedKeys(): Promise<void> {
  const { stdin } = process;
  if (stdin.destroyed) return;
  const drop = () => {};
  stdin.setRawMode(true).on('data', drop).resume();
  await wait(pasteMs);
  stdin.off('data', drop).pause();
  stdin.setRawMode(false);
}
