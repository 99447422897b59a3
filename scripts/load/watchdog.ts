import { responseTimeoutSeconds } from '../../loadtest/lib/plan.ts';
import { LabError } from '../lib/lab-error.ts';
import type { LoadPlan } from './load-engine.ts';

/** For starting the engine and for its last report, on a busy machine. */
const extraSeconds = 30;
/** Engines create their users before they start: 10,000 take k6 20 s of CPU time. */
const extraSecondsPerUser = 0.01;

/** The longest that a load test of this plan can take, including the last responses. */
export function longestSeconds({ durationSeconds, users }: LoadPlan): number {
  return durationSeconds + responseTimeoutSeconds + extraSeconds + users * extraSecondsPerUser;
}

/**
 * Calls `onLimit` once: when `heard` was not called for `silentSeconds`, or after `totalSeconds`.
 * It counts ticks of a timer, not time, so that hours during which the machine sleeps do not count.
 */
export function watchdog(
  { silentSeconds, totalSeconds }: { silentSeconds: number; totalSeconds: number },
  onLimit: (error: LabError) => void,
): { heard(): void; stop(): void } {
  let silent = 0;
  let total = 0;
  const timer = setInterval(() => {
    silent += 1;
    total += 1;
    if (silent < silentSeconds && total < totalSeconds) return;
    clearInterval(timer);
    const cause =
      silent >= silentSeconds
        ? `it sent no progress for ${silentSeconds} s`
        : `it ran for ${Math.round(totalSeconds)} s, longer than its plan allows`;
    onLimit(
      new LabError(
        'load_failed',
        `The load test was stopped: ${cause}.`,
        'Use fewer users (USERS=), and make sure that nothing else keeps the machine busy.',
      ),
    );
  }, 1000);
  return {
    heard: () => {
      silent = 0;
    },
    stop: () => clearInterval(timer),
  };
}
