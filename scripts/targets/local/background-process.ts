import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomic } from '../../lib/files.ts';
import { LabError } from '../../lib/lab-error.ts';
import { identify, isRunning } from '../../lib/process-identity.ts';
import { waitUntil } from '../../lib/timing.ts';
import { lastMessage } from './last-message.ts';

/** What is stored about a process: enough to find it again, and to notice that it has ended. */
export const processSchema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  port: z.number().int().positive(),
});

const readyWithinMs = 20_000;

interface BackgroundStart {
  /** Its name in errors: "The API". */
  title: string;
  /** What to do when it does not start, other than reading its log; a sentence, or ''. */
  whatToDo: string;
  /** Arguments of Node.js. */
  args: string[];
  environment: Record<string, string>;
  /** Polled until it responds with 2xx. */
  url: string;
  logFile: string;
  /** Stores the process's identity and `remembered`. */
  processFile: string;
  remembered: { port: number } & Record<string, unknown>;
  /** From SIGTERM to SIGKILL. */
  stopWithinMs: number;
}

/**
 * Starts a process that outlives this one; resolves when it is ready. One that is not ready in time
 * is stopped again.
 * @throws {LabError} `crashed`, with its last log message
 */
export async function startInBackground(start: BackgroundStart, signal: AbortSignal): Promise<void> {
  const log = openSync(start.logFile, 'a');
  // spawn, not run(): the process outlives this one, in a session of its own.
  const child = spawn(process.execPath, start.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...start.environment },
  });
  closeSync(log);
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity) {
    // A file cut short would leave a process that nothing can stop.
    writeFileAtomic(start.processFile, JSON.stringify({ ...identity, ...start.remembered }));
  }

  const isReady = async () => (await fetch(start.url, { signal: AbortSignal.timeout(2000) })).ok;
  let ended = false;
  const ready = await waitUntil(
    async () => {
      ended = !identity || !isRunning(identity);
      return ended || isReady().catch(() => false);
    },
    { timeoutMs: readyWithinMs, signal },
  );
  if (ready && !ended) return;
  if (!ended) await stopInBackground(start.processFile, start.stopWithinMs);
  throw new LabError(
    'crashed',
    `${start.title} ${ended ? 'ended while it started' : 'was not ready in time'}. It last said:\n${lastMessage(start.logFile)}`,
    `All it said is in ${start.logFile}. ${start.whatToDo}`.trim(),
  );
}

/** The process that was started and not stopped; `remembered` is absent from a damaged file. */
export function backgroundState<Remembered extends z.infer<typeof processSchema>>(
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

/** Stops a process; kills it when it does not exit in time. */
export async function stopInBackground(processFile: string, withinMs: number): Promise<void> {
  const { state, remembered } = backgroundState(processFile, processSchema);
  if (state === 'running' && remembered) {
    const hasEnded = () => !isRunning(remembered);
    process.kill(remembered.pid, 'SIGTERM');
    if (!(await waitUntil(hasEnded, { timeoutMs: withinMs }))) {
      process.kill(remembered.pid, 'SIGKILL');
      await waitUntil(hasEnded, { timeoutMs: 5000 });
    }
  }
  rmSync(processFile, { force: true });
}
