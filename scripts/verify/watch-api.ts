import { setTimeout as wait } from 'node:timers/promises';
import { LabError } from '../lib/lab-error.ts';
import { countProcesses, latestStartSeconds } from '../lib/metrics.ts';
import type { Report } from '../lib/report.ts';
import { apiPart, type Target } from '../targets/target.ts';
import type { RecoveryFailure } from './evidence.ts';
import { isAlive, sendRequest, succeeded } from './send-request.ts';

/** How long the API may take until it serves the feed again after a probe. */
const calmMs = 4000;
const pollEveryMs = 100;

/** What is wrong with an API that nobody else is using; undefined if it serves the feed. */
async function describeTrouble(
  address: string,
  slowMs: number,
): Promise<{ kind: RecoveryFailure['kind']; what: string } | undefined> {
  const endsAtMs = performance.now() + calmMs + slowMs;
  let status: number;
  do {
    const response = await sendRequest(address, '/feed', { signal: AbortSignal.timeout(calmMs + slowMs) });
    if (succeeded(response)) return undefined;
    status = response.status;
    await wait(pollEveryMs);
  } while (performance.now() < endsAtMs);
  if (!(await isAlive(address)))
    return { kind: 'ended', what: 'the API stopped responding altogether, even to GET /livez' };
  return { kind: 'silent', what: `a single GET /feed got ${status ? `status ${status}` : 'no response'}` };
}

/**
 * Runs probes one after another. When the API has stopped serving after one of them, that is a
 * finding, and the ones after it are not run.
 * @param slowMs how much longer than usual the API may take, because its feed is slow
 */
export function watchApi(address: string, report: Report, slowMs: number, signal: AbortSignal) {
  let failure: RecoveryFailure | undefined;
  return {
    failure: () => failure,

    /** Resolves to undefined if the API has failed before, or its metrics are missing now. */
    async phase<Outcome>(title: string, probe: () => Promise<Outcome>): Promise<Outcome | undefined> {
      if (failure) return undefined;
      signal.throwIfAborted();
      let thrown: LabError | undefined;
      const outcome = await report.step(title, probe).catch((error: unknown) => {
        // Its metrics are missing: it may have ended.
        if (!(error instanceof LabError) || error.code !== 'crashed') throw error;
        thrown = error;
        return undefined;
      });
      const trouble = await describeTrouble(address, slowMs);
      if (trouble) failure = { kind: trouble.kind, text: `after the step "${title}", ${trouble.what}` };
      else if (thrown) throw thrown;
      return outcome;
    },
  };
}

/** The failure, with the last line of the API's log if it has ended. */
export async function withLastLogLine(failure: RecoveryFailure, target: Target): Promise<RecoveryFailure> {
  if (failure.kind !== 'ended') return failure;
  const parts = await target.parts().catch(() => []);
  const detail = parts.find(({ name, state }) => name === apiPart && state === 'crashed')?.detail;
  return detail ? { ...failure, text: `${failure.text}; ${detail}` } : failure;
}

/**
 * Whether a process of the API exited in the meantime; another has taken its place, or soon will.
 */
export async function findRestart(
  target: Target,
  startedAtSeconds: number,
  processes: number,
): Promise<RecoveryFailure | undefined> {
  const metrics = await target.metrics().catch((error: unknown) => {
    if (error instanceof LabError && error.code === 'crashed') return undefined;
    throw error;
  });
  if (!metrics) return { kind: 'ended', text: 'at the end, the API no longer responded' };
  if (latestStartSeconds(metrics) > startedAtSeconds)
    return { kind: 'restarted', text: 'one of the API’s processes exited and was replaced' };
  const left = countProcesses(metrics);
  if (left >= processes) return undefined;
  return {
    kind: 'restarted',
    text: `of the API’s ${processes} processes, ${left === 1 ? 'one was' : `${left} were`} left`,
  };
}
