import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomic } from '../../lib/files.ts';
import { LabError } from '../../lib/lab-error.ts';
import { identify, isRunning } from '../../lib/process-identity.ts';
import { waitUntil } from '../../lib/timing.ts';
import { lastWords } from './last-words.ts';

/** What is remembered of a process that was started: enough to find it again, and to notice that it is gone. */
export const processSchema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  port: z.number().int().positive(),
});

export type RememberedProcess = z.infer<typeof processSchema>;

export interface BackgroundStart {
  /** What it is called when it does not start: "The API". */
  title: string;
  /** What a person can do then, besides reading its log; a sentence, or ''. */
  whatToDo: string;
  /** What Node.js runs, with its arguments. */
  words: string[];
  environment: Record<string, string>;
  /** Where it will answer; asked until it does. */
  url: string;
  logFile: string;
  /** Where it is remembered, with `remembered` beside its number. */
  processFile: string;
  remembered: { port: number } & Record<string, unknown>;
  readyWithinMs: number;
  /** From SIGTERM until it is killed. */
  stopWithinMs: number;
}

/**
 * Starts a process that outlives this one, and resolves when it answers with 2xx. One that does not in time is stopped again.
 * @throws {LabError} `crashed` with the last it said
 */
export async function startInBackground(start: BackgroundStart, signal: AbortSignal): Promise<void> {
  const log = openSync(start.logFile, 'a');
  const child = spawn(process.execPath, start.words, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...start.environment },
  });
  closeSync(log);
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity) {
    // Half of it would name no process to stop.
    writeFileAtomic(start.processFile, JSON.stringify({ ...identity, ...start.remembered }));
  }

  const answers = async () => (await fetch(start.url, { signal: AbortSignal.timeout(2000) })).ok;
  let gone = false;
  const ready = await waitUntil(
    async () => {
      gone = !identity || !isRunning(identity);
      return gone || answers().catch(() => false);
    },
    { timeoutMs: start.readyWithinMs, signal },
  );
  if (ready && !gone) return;
  if (!gone) await stopInBackground(start.processFile, start.stopWithinMs);
  throw new LabError(
    'crashed',
    `${start.title} ${gone ? 'ended while it started' : 'was not ready in time'}. It last said:\n${lastWords(start.logFile)}`,
    `All it said is in ${start.logFile}. ${start.whatToDo}`.trim(),
  );
}

/** The process that was started and not stopped since, and whether it still runs; without it when a damaged file does not say which. */
export function backgroundState<Remembered extends RememberedProcess>(
  processFile: string,
  schema: z.ZodType<Remembered>,
): { state: 'running' | 'stopped' | 'crashed'; remembered?: Remembered } {
  if (!existsSync(processFile)) return { state: 'stopped' };
  try {
    const remembered = schema.parse(JSON.parse(readFileSync(processFile, 'utf8')));
    return { state: isRunning(remembered) ? 'running' : 'crashed', remembered };
  } catch {
    return { state: 'crashed' };
  }
}

/** Asks a process to stop, and kills it when it does not in time. */
export async function stopInBackground(processFile: string, withinMs: number): Promise<void> {
  const { state, remembered } = backgroundState(processFile, processSchema);
  if (state === 'running' && remembered) {
    const isGone = () => !isRunning(remembered);
    process.kill(remembered.pid, 'SIGTERM');
    if (!(await waitUntil(isGone, { timeoutMs: withinMs }))) {
      process.kill(remembered.pid, 'SIGKILL');
      await waitUntil(isGone, { timeoutMs: 5000 });
    }
  }
  rmSync(processFile, { force: true });
}
