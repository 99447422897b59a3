import { LabError } from '../lib/lab-error.ts';
import { latestStartSeconds } from '../lib/metrics.ts';
import type { Report } from '../lib/report.ts';
import { apiPart, type Target } from '../targets/target.ts';
import type { RecoveryFailure } from './evidence.ts';
import { isAlive } from './recovery-probe.ts';

/**
 * Runs probes one after another. When the API ends during one of them, that is a finding, and the
 * ones after it are not run.
 */
export function watchApi(address: string, report: Report, signal: AbortSignal) {
  let failure: RecoveryFailure | undefined;
  return {
    failure: () => failure,

    /** Resolves to undefined if the API ended, then or before. */
    async phase<Outcome>(title: string, probe: () => Promise<Outcome>): Promise<Outcome | undefined> {
      if (failure) return undefined;
      signal.throwIfAborted();
      const outcome = await report.step(title, probe).catch((error: unknown) => {
        // Its metrics are missing, for example.
        if (error instanceof LabError && error.code === 'crashed') return undefined;
        throw error;
      });
      if (await isAlive(address)) return outcome;
      failure = { kind: 'ended', text: `the API stopped answering during "${title}"` };
      return outcome;
    },
  };
}

/** The failure, with the last that a process of the API that has ended has said. */
export async function withLastWords(failure: RecoveryFailure, target: Target): Promise<RecoveryFailure> {
  if (failure.kind !== 'ended') return failure;
  const parts = await target.parts().catch(() => []);
  const detail = parts.find(({ name, state }) => name === apiPart && state === 'crashed')?.detail;
  return detail ? { ...failure, text: `${failure.text}; ${detail}` } : failure;
}

/** A process that started meanwhile took the place of one that ended. */
export async function findRestart(target: Target, startedAtSeconds: number): Promise<RecoveryFailure | undefined> {
  const metrics = await target.metrics().catch(() => []);
  if (latestStartSeconds(metrics) <= startedAtSeconds) return undefined;
  return { kind: 'restarted', text: 'a process of the API ended, and another one was started in its place' };
}
