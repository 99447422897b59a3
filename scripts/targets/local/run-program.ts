import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import type { PostgresUser } from './postgres-binaries.ts';

/**
 * Runs one of PostgreSQL's programs in a session of its own, so that a Ctrl-C at the keyboard reaches only the lab, which
 * then stops things in order. Resolves to its exit code and the last lines it wrote.
 */
export async function runProgram(
  program: string,
  args: string[],
  user: PostgresUser,
  logFile: string,
): Promise<{ code: number; lastLines: string }> {
  // pg_ctl hands its output on to the server, which would keep a pipe open for as long as it runs; hence the file.
  const log = openSync(logFile, 'a');
  const before = statSync(logFile).size;
  const child = spawn(program, args, { ...user, detached: true, cwd: '/', stdio: ['ignore', log, log] });
  const [code] = (await once(child, 'exit').finally(() => closeSync(log))) as [number | null];
  const output = readFileSync(logFile).subarray(before).toString();
  return { code: code ?? 1, lastLines: output.trim().split('\n').slice(-4).join('\n') };
}
