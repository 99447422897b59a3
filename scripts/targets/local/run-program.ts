import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { childEnvironment } from '../../lib/child-environment.ts';
import { LabError } from '../../lib/lab-error.ts';
import type { PostgresUser } from './postgres-binaries.ts';

/**
 * Runs initdb or pg_ctl and waits until it exits. `failure` is the message if it fails.
 * @throws {LabError} `postgres_start`, with the last lines of its output
 */
export async function runProgram(
  program: string,
  args: string[],
  { user, logFile, failure }: { user: PostgresUser; logFile: string; failure: string },
): Promise<void> {
  // The server inherits the output of pg_ctl. A pipe would stay open until the server stops.
  const log = openSync(logFile, 'a');
  const before = statSync(logFile).size;
  // spawn, not run(), for another user and a separate session, which Ctrl-C does not reach.
  const env = childEnvironment('program');
  const child = spawn(program, args, { ...user, env, detached: true, cwd: '/', stdio: ['ignore', log, log] });
  const [code] = (await once(child, 'exit').finally(() => closeSync(log))) as [number | null];
  if (code === 0) return;
  const output = readFileSync(logFile).subarray(before).toString();
  const lastLines = output.trim().split('\n').slice(-4).join('\n');
  throw new LabError('postgres_start', `${failure}:\n${lastLines}`, `The full log is in ${logFile}.`);
}
