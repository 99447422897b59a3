import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Variant, variants } from '../../../app/build.ts';
import { LabError } from '../../lib/lab-error.ts';
import { identify, isRunning } from '../../lib/process-identity.ts';
import { waitUntil } from '../../lib/wait-until.ts';

/** What is remembered of the API that was started: enough to find it again, and to notice that it is gone. */
const apiProcessSchema = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  variant: z.enum(variants),
  port: z.number().int().positive(),
});

type ApiProcess = z.infer<typeof apiProcessSchema>;

export interface ApiStart {
  variant: Variant;
  /** Where buildApi() put it. */
  buildFolder: string;
  port: number;
  databaseUrl: string;
  logFile: string;
  processFile: string;
}

const readyWithinMs = 20_000;
/** The API's own grace period, and a little more until it is killed. */
const shutdownGraceMs = 5000;

/** Starts a built API, which outlives this process, and resolves when it is ready. One that does not become ready is stopped again. */
export async function startApi(start: ApiStart, signal: AbortSignal): Promise<void> {
  const log = openSync(start.logFile, 'a');
  const child = spawn(process.execPath, [join(start.buildFolder, 'src/server.js')], {
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(start.port),
      DATABASE_URL: start.databaseUrl,
      SHUTDOWN_GRACE_MS: String(shutdownGraceMs),
      // Nobody but us sends requests here, and we know that it stops.
      SHUTDOWN_DELAY_MS: '100',
    },
  });
  closeSync(log);
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity)
    writeFileSync(start.processFile, JSON.stringify({ ...identity, variant: start.variant, port: start.port }));

  const url = `http://127.0.0.1:${start.port}/readyz`;
  const answers = async () => (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  let gone = false;
  const ready = await waitUntil(
    async () => {
      gone = !identity || !isRunning(identity);
      return gone || answers().catch(() => false);
    },
    { timeoutMs: readyWithinMs, signal },
  );
  if (gone || !ready) {
    if (!gone) await stopApi(start.processFile);
    throw new LabError(
      'crashed',
      `The API ${gone ? 'ended while it started' : 'was not ready in time'}. It last said:\n${lastWords(start.logFile)}`,
      `All it said is in ${start.logFile}. To go back to the code as it was launched: make apply-fix TARGET=local FIX=broken`,
    );
  }
}

/** The API that was started and not stopped since, and whether it still runs. */
export function apiState(processFile: string): { state: 'running' | 'stopped' | 'crashed'; api?: ApiProcess } {
  if (!existsSync(processFile)) return { state: 'stopped' };
  const api = readApiProcess(processFile);
  return api ? { state: isRunning(api) ? 'running' : 'crashed', api } : { state: 'crashed' };
}

/** Undefined for a file that something has damaged: what it spoke of cannot be found again. */
function readApiProcess(processFile: string): ApiProcess | undefined {
  try {
    return apiProcessSchema.parse(JSON.parse(readFileSync(processFile, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Asks the API to stop, and kills it when it does not within its grace period. */
export async function stopApi(processFile: string): Promise<void> {
  const { state, api } = apiState(processFile);
  if (state === 'running' && api) {
    const isGone = () => !isRunning(api);
    process.kill(api.pid, 'SIGTERM');
    if (!(await waitUntil(isGone, { timeoutMs: shutdownGraceMs + 2500 }))) {
      process.kill(api.pid, 'SIGKILL');
      await waitUntil(isGone, { timeoutMs: 5000 });
    }
  }
  rmSync(processFile, { force: true });
}

const isLogLine = (line: string) => line.startsWith('{"');

/**
 * What a process said last: the message of its newest log line, or, when it ended with an uncaught error, the error's own line
 * and not the stack and the version that Node.js prints behind it.
 */
export function lastWords(logFile: string): string {
  try {
    const lines = readFileSync(logFile, 'utf8').trim().split('\n');
    const last = lines.at(-1) ?? '';
    if (isLogLine(last)) return (JSON.parse(last) as { msg: string }).msg;
    const behindTheLog = lines.slice(lines.findLastIndex(isLogLine) + 1);
    return behindTheLog.find((line) => /^\w*Error\b/.test(line)) ?? last;
  } catch {
    return '(nothing)';
  }
}
