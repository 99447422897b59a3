import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync } from 'node:fs';
import { childEnvironment } from '../../lib/child-environment.ts';
import { LabError } from '../../lib/lab-error.ts';
import { cannotRun } from './cannot-run.ts';
import { openLog, readTail } from './log-file.ts';
import type { PostgresUser } from './postgres-user.ts';

interface Program {
  user: PostgresUser;
  logFile: string;
  /** The message if it fails. */
  failure: string;
}

/**
 * Starts initdb or postgres, which outlives this process, with its output in a log. `failed`
 * returns the error to throw if the program has failed, with the last lines of its output.
 */
export async function startProgram(program: string, args: string[], { user, logFile, failure }: Program) {
  const log = openLog(logFile);
  const before = fstatSync(log).size;
  // spawn, not run(), for another user and a separate session, which Ctrl-C does not reach.
  const env = childEnvironment('program');
  const child = spawn(program, args, { ...user, env, detached: true, cwd: '/', stdio: ['ignore', log, log] });
  closeSync(log);
  await once(child, 'spawn').catch((error) => {
    throw cannotRun(program, error);
  });
  const failed = () => {
    const lastLines = readTail(logFile, before).trim().split('\n').slice(-4).join('\n');
    return new LabError('postgres_start', `${failure}:\n${lastLines}`, `The full log is in ${logFile}.`);
  };
  return { child, failed };
}

/**
 * Runs a program and waits until it exits.
 * @throws {LabError} `postgres_start`, with the last lines of its output
 */
export async function runProgram(...start: Parameters<typeof startProgram>): Promise<void> {
  const { child, failed } = await startProgram(...start);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw failed();
}
