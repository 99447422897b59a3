import { spawn } from 'node:child_process';
import { closeSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { childEnvironment } from '../../lib/child-environment.ts';
import { LabError } from '../../lib/lab-error.ts';
import { identify, isRunning, type ProcessIdentity } from '../../lib/process-identity.ts';
import { waitUntil } from '../../lib/timing.ts';
import { writeFileAtomic } from '../../lib/write-file-atomic.ts';
import { lastMessage } from './last-message.ts';
import { openLog } from './log-file.ts';

/** The stored record of a process, used to find it again and to detect that it has ended. */
export const processSchema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  port: z.number().int().positive(),
});

/** A start takes about a second, on a busy and slow machine twenty. */
const readyTimeoutMs = 60_000;
const answerTimeoutMs = 5000;

interface BackgroundStart {
  /** Its name in errors: "The API". */
  title: string;
  /** A hint if it does not start, in addition to its log; a sentence, or ''. */
  whatToDo: string;
  /** Arguments of Node.js. */
  args: string[];
  environment: Record<string, string>;
  /** Polled until it responds with 2xx. */
  url: string;
  logFile: string;
  /** The file for the identity of the process and `record`. */
  processFile: string;
  record: { port: number } & Record<string, unknown>;
  /** From SIGTERM to SIGKILL. */
  stopTimeoutMs: number;
}

/**
 * Starts a process that outlives this one. Resolves when it is ready. If it is not ready in time,
 * it is stopped again.
 * @throws {LabError} `crashed`, with its last log message
 */
export async function startInBackground(start: BackgroundStart, signal: AbortSignal): Promise<void> {
  const log = openLog(start.logFile);
  // spawn, not run(), because the process outlives this one in its own session.
  const child = spawn(process.execPath, start.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: childEnvironment('program', start.environment),
  });
  closeSync(log);
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity) {
    // With a truncated file, no later verb could stop the process.
    writeFileAtomic(start.processFile, JSON.stringify({ ...identity, ...start.record }));
  }

  const isReady = async () => (await fetch(start.url, { signal: AbortSignal.timeout(2000) })).ok;
  let ended = false;
  const ready = await waitUntil(
    async () => {
      ended = !identity || !isRunning(identity);
      return ended || isReady().catch(() => false);
    },
    { timeoutMs: readyTimeoutMs, signal },
  );
  if (ready && !ended) return;
  if (!ended) await stopInBackground(start.processFile, start.stopTimeoutMs);
  throw new LabError(
    'crashed',
    `${start.title} ${ended ? 'ended while it started' : 'was not ready in time'}. The last log message:\n${lastMessage(start.logFile)}`,
    `The full log is in ${start.logFile}. ${start.whatToDo}`.trim(),
  );
}

/** Whether a server responds with 2xx, while it may be busy with a load test. */
export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) })).ok;
  } catch {
    return false;
  }
}

/** The process that was started and not stopped. If the file is damaged, there is no `record`. */
export function backgroundState<StoredRecord extends z.infer<typeof processSchema>>(
  processFile: string,
  schema: z.ZodType<StoredRecord>,
): { state: 'running' | 'stopped' | 'crashed'; record?: StoredRecord } {
  if (!existsSync(processFile)) return { state: 'stopped' };
  try {
    const record = schema.parse(JSON.parse(readFileSync(processFile, 'utf8')));
    return { state: isRunning(record) ? 'running' : 'crashed', record };
  } catch {
    return { state: 'crashed' };
  }
}

/** Stops a running process. Kills it if it does not exit in time. */
export async function stopProcess(identity: ProcessIdentity, timeoutMs: number): Promise<void> {
  const hasEnded = () => !isRunning(identity);
  if (hasEnded()) return;
  process.kill(identity.pid, 'SIGTERM');
  if (await waitUntil(hasEnded, { timeoutMs })) return;
  process.kill(identity.pid, 'SIGKILL');
  await waitUntil(hasEnded, { timeoutMs: 5000 });
}

/** Stops the recorded process, if it is running. Deletes the record. */
export async function stopInBackground(processFile: string, timeoutMs: number): Promise<void> {
  const { state, record } = backgroundState(processFile, processSchema);
  if (state === 'running' && record) await stopProcess(record, timeoutMs);
  rmSync(processFile, { force: true });
}
