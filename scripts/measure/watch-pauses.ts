import type { Pauses } from '../results/interruption.ts';

const intervalMs = 250;
/** Of every load engine. */
const progressIntervalMs = 1000;
/**
 * Other programs do not delay a timer this much: with 100 busy processes on two cores, it was at
 * most 43 ms late. Shorter pauses are within the time that requests wait anyway.
 */
const leastPauseMs = 2000;

/**
 * Detects pauses during `work`, and resolves to their lengths and to the outcome:
 * - `ownSeconds`: this process was suspended (Ctrl-Z), the machine slept, or its VM was paused.
 *   Then a timer is late by the wall clock or by the monotonic clock, which Linux stops while it
 *   sleeps (clock_gettime(2), CLOCK_MONOTONIC).
 * - `silentSeconds`: only the engine stood still, or its progress was late. `work` must call
 *   `heard` when there is progress. What precedes the first progress does not count: engines create
 *   users.
 */
export async function watchPauses<Outcome>(
  work: (heard: () => void) => Promise<Outcome>,
): Promise<{ outcome: Outcome; pauses: Pauses }> {
  const pauses: Pauses = { ownSeconds: [], silentSeconds: [] };
  let wallMs = Date.now();
  let monotonicMs = performance.now();
  let heardMs: number | undefined;
  const check = () => {
    const lateMs = Math.max(Date.now() - wallMs, performance.now() - monotonicMs) - intervalMs;
    wallMs = Date.now();
    monotonicMs = performance.now();
    if (lateMs <= leastPauseMs) return;
    pauses.ownSeconds.push(lateMs / 1000);
    heardMs = undefined;
  };
  const heard = () => {
    // After a pause, progress may arrive before the timer fires.
    check();
    const nowMs = performance.now();
    const silentMs = nowMs - (heardMs ?? nowMs) - progressIntervalMs;
    if (silentMs > leastPauseMs) pauses.silentSeconds.push(silentMs / 1000);
    heardMs = nowMs;
  };
  const timer = setInterval(check, intervalMs);
  try {
    const outcome = await work(heard);
    // The work may end before the timer fires.
    check();
    return { outcome, pauses };
  } finally {
    clearInterval(timer);
  }
}
