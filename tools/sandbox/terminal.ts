import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';

const timeoutMs = 120_000;

export type Terminal = ReturnType<typeof openTerminal>;

/** A program in a real terminal, whose user waits for text before pressing keys. */
export function openTerminal(
  file: string,
  args: string[],
  { environment, columns = 80, rows = 24 }: { environment: NodeJS.ProcessEnv; columns?: number; rows?: number },
) {
  const size = { cols: columns, rows };
  const program = spawn(file, args, { cwd: projectFolder, env: environment, ...size, name: 'xterm-256color' });
  let raw = '';
  program.onData((data) => {
    raw += data;
  });
  /** Everything shown so far, without escape sequences. */
  const shown = () => stripVTControlCharacters(raw).replaceAll(/\r+\n/g, '\n');
  let seenUpTo = 0;

  /** Waits for text after what was seen before. Resolves to everything up to its end. */
  async function see(wanted: string | RegExp): Promise<string> {
    const unseen = () => shown().slice(seenUpTo);
    const find = () =>
      typeof wanted === 'string' ? (unseen().includes(wanted) ? wanted : undefined) : wanted.exec(unseen())?.[0];
    await waitUntil(() => find() !== undefined, { timeoutMs, intervalMs: 20 });
    const found = find();
    assert.ok(found !== undefined, `expected ${wanted} in\n${unseen()}`);
    const text = unseen().slice(0, unseen().indexOf(found) + found.length);
    seenUpTo += text.length;
    return text;
  }

  return {
    shown,
    see,
    /** Waits for text, then presses keys: "\r" is Enter, "\x03" is Ctrl-C. */
    async answer(wanted: string | RegExp, keys: string): Promise<string> {
      const seen = await see(wanted);
      program.write(keys);
      return seen;
    },
    kill: (signal: NodeJS.Signals) => program.kill(signal),
    /** The exit code. */
    ended: new Promise<number>((resolve) => program.onExit(({ exitCode }) => resolve(exitCode))),
  };
}
