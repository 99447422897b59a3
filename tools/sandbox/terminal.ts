import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';

/** A program in a real terminal, and somebody who waits for words before they press keys. */
export interface Terminal {
  /** All that was shown, without colours and movements of the cursor. */
  shown(): string;
  /** Waits until these words are shown, behind those that were waited for before. Resolves to what is shown up to there. */
  see(words: string | RegExp): Promise<string>;
  /** Waits for the words, then presses keys: "\r" is Enter, "\x03" is Ctrl-C. */
  answer(words: string | RegExp, keys: string): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** The exit code. */
  ended: Promise<number>;
}

const patienceMs = 15_000;

export function openTerminal(
  file: string,
  words: string[],
  { environment, columns = 80, rows = 24 }: { environment: NodeJS.ProcessEnv; columns?: number; rows?: number },
): Terminal {
  const program = spawn(file, words, {
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
  const find = (wanted: string | RegExp) => {
    const rest = shown().slice(seenUpTo);
    const match = typeof wanted === 'string' ? rest.indexOf(wanted) : rest.search(wanted);
    if (match < 0) return undefined;
    const length = typeof wanted === 'string' ? wanted.length : (wanted.exec(rest)?.[0].length ?? 0);
    return { from: seenUpTo, to: seenUpTo + match + length };
  };
  const see: Terminal['see'] = async (wanted) => {
    await waitUntil(() => find(wanted) !== undefined, { timeoutMs: patienceMs, everyMs: 20 });
    const found = find(wanted);
    assert.ok(found, `expected ${wanted} in\n${shown().slice(seenUpTo)}`);
    seenUpTo = found.to;
    return shown().slice(found.from, found.to);
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
