import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';

/** A program in a real terminal, whose user waits for text before pressing keys. */
export interface Terminal {
  /** Everything shown so far, without escape sequences. */
  shown(): string;
  /** Waits for text after what was seen before. Resolves to everything up to its end. */
  see(text: string | RegExp): Promise<string>;
  /** Waits for text, then presses keys: "\r" is Enter, "\x03" is Ctrl-C. */
  answer(text: string | RegExp, keys: string): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** The exit code. */
  ended: Promise<number>;
}

const timeoutMs = 15_000;

export function openTerminal(
  file: string,
  args: string[],
  { environment, columns = 80, rows = 24 }: { environment: NodeJS.ProcessEnv; columns?: number; rows?: number },
): Terminal {
  const program = spawn(file, args, {
    cwd: projectFolder,
    env: environment,
    cols: columns,
    rows,
    name: 'xterm-256color',
  });
  let raw = '';
  program.onData((data) => {
    raw += data;
  });
  const ended = new Promise<number>((resolve) => program.onExit(({ exitCode }) => resolve(exitCode)));
  const shown = () => stripVTControlCharacters(raw).replaceAll(/\r+\n/g, '\n');
  let seenUpTo = 0;
  const see: Terminal['see'] = async (wanted) => {
    const unseen = () => shown().slice(seenUpTo);
    const find = () => (typeof wanted === 'string' ? unseen().includes(wanted) && wanted : wanted.exec(unseen())?.[0]);
    await waitUntil(() => Boolean(find()), { timeoutMs, everyMs: 20 });
    const found = find();
    assert.ok(found, `expected ${wanted} in\n${unseen()}`);
    const text = unseen().slice(0, unseen().indexOf(found) + found.length);
    seenUpTo += text.length;
    return text;
  };
  return {
    shown,
    see,
    async answer(wanted, keys) {
      const before = await see(wanted);
      program.write(keys);
      return before;
    },
    kill: (signal) => program.kill(signal),
    ended,
  };
}
