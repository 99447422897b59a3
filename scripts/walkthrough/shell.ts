import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kill } from 'zx/core';

export interface ShellResult {
  /** The exit code; null when a signal ended the shell. */
  code: number | null;
  /** Standard output and standard error, as they came; empty when they went to the terminal. */
  output: string;
  interrupted: boolean;
  tookMs: number;
}

/** Exported variables and the working folder carry over from one run to the next. */
export interface Shell {
  /** Runs lines of sh, up to the first command that fails. */
  run(commands: string, signal: AbortSignal): Promise<ShellResult>;
}

/** How long interrupted commands may take to clean up when no person is waiting. */
const stopWithinMs = 60_000;

/** With Node.js, as not every `env` can separate variables by NUL. */
const writeEnvironment = 'require("node:fs").writeFileSync(process.argv[1], JSON.stringify(process.env))';

/** Signals the commands' process group, or their process tree when they are in our group. */
function stopCommands({ pid }: ChildProcess, signal: NodeJS.Signals, inTerminal: boolean): void {
  if (pid === undefined) return;
  if (inTerminal) return void kill(pid, signal).catch(() => {});
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

/**
 * Opens a shell in `folder`. With `inTerminal`, commands use this process's terminal; otherwise
 * their output is collected, and they have no keyboard.
 */
export function openShell(folder: string, start: NodeJS.ProcessEnv, { inTerminal = false } = {}): Shell {
  let environment: NodeJS.ProcessEnv = { ...start, PWD: folder };
  return {
    async run(commands, signal) {
      signal.throwIfAborted();
      const startedAt = Date.now();
      const temporaryFolder = mkdtempSync(join(tmpdir(), 'feed-lab-shell-'));
      const file = join(temporaryFolder, 'environment.json');
      // One stream, so that an error message comes after what was printed before it.
      const script = `${inTerminal ? '' : 'exec 2>&1\n'}${commands}\n"$1" -e '${writeEnvironment}' "$2"`;
      // Not with run(): it may share the terminal.
      const child = spawn('sh', ['-e', '-c', script, 'sh', process.execPath, file], {
        cwd: environment.PWD,
        env: environment,
        stdio: inTerminal ? 'inherit' : ['ignore', 'pipe', 'inherit'],
        // A terminal sends Ctrl-C to its foreground group, so commands in a terminal stay in ours.
        detached: !inTerminal,
      });
      let output = '';
      let interrupted = false;
      let killer: NodeJS.Timeout | undefined;
      child.stdout?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
      const noteInterrupt = () => {
        interrupted = true;
      };
      const stop = () => {
        noteInterrupt();
        stopCommands(child, inTerminal ? 'SIGTERM' : 'SIGINT', inTerminal);
        if (!inTerminal) killer = setTimeout(() => stopCommands(child, 'SIGKILL', false), stopWithinMs);
      };
      process.on('SIGINT', noteInterrupt);
      signal.addEventListener('abort', stop, { once: true });
      try {
        const [code] = (await once(child, 'close')) as [number | null];
        // Absent when a command failed or ended the shell.
        if (existsSync(file)) environment = JSON.parse(readFileSync(file, 'utf8'));
        return { code, output, interrupted, tookMs: Date.now() - startedAt };
      } finally {
        clearTimeout(killer);
        process.off('SIGINT', noteInterrupt);
        signal.removeEventListener('abort', stop);
        rmSync(temporaryFolder, { recursive: true, force: true });
      }
    },
  };
}
