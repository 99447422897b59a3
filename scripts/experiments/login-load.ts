import { pbkdf2Sync, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { connect as dial } from 'node:net';
import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { median } from '../lib/numbers.ts';
import { timeMs } from '../lib/timing.ts';
import type { ThrowawayServer } from '../targets/local/throwaway-server.ts';
import { cpuMsOf, grown, postgresCpuMs } from './cpu-time.ts';
import { LoginFailed, type LoginPhase, repeatAtOnce, timedLogin } from './timed-login.ts';
import { whileWatching } from './while-watching.ts';

export interface LoginLoad {
  /** How long each part took, once for each login that came to its end. */
  logins: Record<LoginPhase | 'closing', number>[];
  failures: LoginFailed[];
  seconds: number;
  /** CPU time of this process and of PostgreSQL; null where there is no /proc. */
  clientCpuMs: number;
  postgresCpuMs: number | null;
  /** The share of all cores that both of them kept busy. */
  shareOfCoresBusy: number | null;
  /** The share of the time in which this process's event loop had something to do, whether or not it got a processor for it. */
  shareOfTimeEventLoopBusy: number;
  /** The share of the time in which it had a processor. */
  shareOfTimeEventLoopOnCpu: number | null;
  /** How late the event loop was: the median, and in the worst of a hundred cases. */
  lateMs: { median: number; p99: number };
  /** How long one step of cryptography takes that has nearly nothing to compute: a turn in the line for Node's threads, and the way back. */
  emptyStepMs: number;
}

const samplesEveryMs = 1;
const stepEveryMs = 20;

/** node-postgres hashes in one dear step (PBKDF2) and five such short ones, and each has to wait for its turn. */
async function timeEmptySteps(signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    times.push(await timeMs(() => webcrypto.subtle.digest('SHA-256', new Uint8Array(32))));
    await wait(stepEveryMs, undefined, { signal }).catch(() => {});
  }
  return times;
}

/** Logs in and out, again and again, on so many lines at once, and watches who is how busy meanwhile. */
export async function loadLogins(
  server: ThrowawayServer,
  lines: number,
  seconds: number,
  signal: AbortSignal,
  settings: pg.ClientConfig = {},
): Promise<LoginLoad> {
  const logins: LoginLoad['logins'] = [];
  const failures: LoginFailed[] = [];
  const login = async () => {
    try {
      const { client, phaseMs } = await timedLogin(server.apiUrl, settings);
      logins.push({ ...phaseMs, closing: await timeMs(() => client.end()) });
    } catch (error) {
      if (!(error instanceof LoginFailed)) throw error;
      failures.push(error);
    }
  };
  const lateness = monitorEventLoopDelay({ resolution: samplesEveryMs });
  lateness.enable();
  const loopBefore = performance.eventLoopUtilization();
  const cpuBefore = process.cpuUsage();
  const repeat = () => repeatAtOnce(lines, seconds, signal, login);
  const [[[steps, took], mainThreadCpuMs], databaseCpuMs] = await grown(
    () => postgresCpuMs(server.dataFolder),
    () =>
      grown(
        () => cpuMsOf(process.pid, 'main thread'),
        () => whileWatching(timeEmptySteps, repeat),
      ),
  );
  const { user, system } = process.cpuUsage(cpuBefore);
  lateness.disable();
  const clientCpuMs = (user + system) / 1000;
  // The histogram is of the time between two samples, in nanoseconds.
  const late = (percentile: number) => Math.max(0, lateness.percentile(percentile) / 1e6 - samplesEveryMs);
  return {
    logins,
    failures,
    seconds: took,
    clientCpuMs,
    postgresCpuMs: databaseCpuMs,
    shareOfCoresBusy:
      databaseCpuMs === null ? null : (clientCpuMs + databaseCpuMs) / 1000 / took / availableParallelism(),
    shareOfTimeEventLoopBusy: performance.eventLoopUtilization(loopBefore).utilization,
    shareOfTimeEventLoopOnCpu: mainThreadCpuMs === null ? null : mainThreadCpuMs / 1000 / took,
    emptyStepMs: median(steps),
    lateMs: { median: late(50), p99: late(99) },
  };
}

/** Dials and hangs up without a word: what TCP alone costs. Resolves to milliseconds. */
export async function dialOnly({ apiUrl }: ThrowawayServer): Promise<number> {
  const { hostname, port } = new URL(apiUrl);
  const startedAt = performance.now();
  const socket = dial(Number(port), hostname);
  await once(socket, 'connect');
  const took = performance.now() - startedAt;
  socket.destroy();
  await once(socket, 'close');
  return took;
}

/** What so many rounds cost when nothing else is asked for: the least that a login's hashing can take. Milliseconds. */
export function hashOnly(scramIterations: number): number {
  const startedAt = performance.now();
  pbkdf2Sync('a password', 'a salt', scramIterations, 32, 'sha256');
  return performance.now() - startedAt;
}
