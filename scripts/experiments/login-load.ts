import { pbkdf2Sync, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { median } from '../lib/numbers.ts';
import { timeMs } from '../lib/timing.ts';
import type { ExperimentContext } from './experiment.ts';
import { cpuMsOf, measureIncrease, postgresCpuMs } from './process-stats.ts';
import { runConcurrently } from './run-concurrently.ts';
import { LoginFailed, type LoginPhase, timedLogin } from './timed-login.ts';
import { withSampler } from './with-sampler.ts';

const delayResolutionMs = 1;
const emptyStepEveryMs = 20;

/** node-postgres hashes in an expensive step (PBKDF2) and five such as this; each is queued. */
async function timeEmptySteps(signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    times.push(await timeMs(() => webcrypto.subtle.digest('SHA-256', new Uint8Array(32))));
    await wait(emptyStepEveryMs, undefined, { signal }).catch(() => {});
  }
  return times;
}

/**
 * Logs in and out repeatedly, `atOnce` logins at a time. Failed logins cost CPU time too, which is
 * divided by all attempts. What needs /proc is null without it.
 */
export async function runLoginLoad(
  { server, signal }: ExperimentContext,
  atOnce: number,
  seconds: number,
  settings: pg.ClientConfig = {},
) {
  const logins: Record<LoginPhase | 'closing', number>[] = [];
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
  const delay = monitorEventLoopDelay({ resolution: delayResolutionMs });
  delay.enable();
  const loopBefore = performance.eventLoopUtilization();
  const cpuBefore = process.cpuUsage();
  const runLogins = () => withSampler(timeEmptySteps, () => runConcurrently(atOnce, seconds, signal, login));
  const [[[emptySteps, tookSeconds], mainThreadCpuMs], databaseCpuMs] = await measureIncrease(
    () => postgresCpuMs(server.dataFolder),
    () => measureIncrease(() => cpuMsOf(process.pid, 'main thread'), runLogins),
  );
  const { user, system } = process.cpuUsage(cpuBefore);
  delay.disable();
  const clientCpuMs = (user + system) / 1000;
  // The histogram holds the nanoseconds between two samples.
  const delayMs = (percentile: number) => Math.max(0, delay.percentile(percentile) / 1e6 - delayResolutionMs);
  const attempts = logins.length + failures.length;
  const availableMs = tookSeconds * 1000 * availableParallelism();
  const utilization = {
    logins: logins.length,
    failed: failures.length,
    loginsPerSecond: logins.length / tookSeconds,
    clientCpuMsPerAttempt: clientCpuMs / attempts,
    postgresCpuMsPerAttempt: databaseCpuMs && databaseCpuMs / attempts,
    // By this process and PostgreSQL.
    shareOfCoresBusy: databaseCpuMs && (clientCpuMs + databaseCpuMs) / availableMs,
    // Has work, with or without a CPU to run on.
    shareOfTimeEventLoopBusy: performance.eventLoopUtilization(loopBefore).utilization,
    shareOfTimeEventLoopOnCpu: mainThreadCpuMs && mainThreadCpuMs / 1000 / tookSeconds,
    emptyStepMs: median(emptySteps),
    eventLoopLateMedianMs: delayMs(50),
    eventLoopLateP99Ms: delayMs(99),
  };
  return { logins, failures, utilization };
}
export type LoginLoad = Awaited<ReturnType<typeof runLoginLoad>>;

/** How long a TCP connect takes, in milliseconds. The connection is closed without a login. */
export async function timeTcpConnect({ server }: ExperimentContext): Promise<number> {
  const { hostname, port } = new URL(server.apiUrl);
  const startedAt = performance.now();
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const tookMs = performance.now() - startedAt;
  socket.destroy();
  await once(socket, 'close');
  return tookMs;
}

/** How long the hashing of one login takes by itself, in milliseconds: the least it can take. */
export function timeHashing(scramIterations: number): number {
  const startedAt = performance.now();
  pbkdf2Sync('a password', 'a salt', scramIterations, 32, 'sha256');
  return performance.now() - startedAt;
}
