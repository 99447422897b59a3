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

/** The start time in the metrics is rounded to a second. */
const roundedBySeconds = 1;

/**
 * Whether a process of the API exited in the meantime; another has taken its place, or soon will.
 * @param began when verify began, what the metrics said then: the latest start of a process, and
 * how many processes there were. Several workers behind one port (node:cluster) take turns to
 * answer, so another one's later start is no restart if it was before verify began
 */
export async function findRestart(
  target: Pick<Target, 'metrics'>,
  began: { atSeconds: number; startedAtSeconds: number; processes: number },
): Promise<RecoveryFailure | undefined> {
  const metrics = await target.metrics().catch((error: unknown) => {
    if (error instanceof LabError && error.code === 'crashed') return undefined;
    throw error;
  });
  if (!metrics) return { kind: 'ended', text: 'at the end, the API no longer responded' };
  const startedAtSeconds = latestStartSeconds(metrics);
  if (startedAtSeconds > began.startedAtSeconds && startedAtSeconds >= began.atSeconds - roundedBySeconds)
    return { kind: 'restarted', text: 'one of the API’s processes exited and was replaced' };
  const left = countProcesses(metrics);
  if (left >= began.processes) return undefined;
  return {
    kind: 'restarted',
    text: `of the API’s ${began.processes} processes, ${left === 1 ? 'one was' : `${left} were`} left`,
  };
}
