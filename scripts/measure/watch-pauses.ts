const intervalMs = 250;
/**
 * A timer that is later than this was not kept waiting by other programs: with 100 busy processes
 * on two cores, one was at most 43 ms late. Shorter pauses are within what requests wait anyway.
 */
const leastPauseMs = 2000;

/**
 * Notices when this process stands still during `work`: suspended by Ctrl-Z, on a machine that
 * sleeps, in a VM that is paused. Then a timer is late, by the wall clock or by the monotonic one:
 * Linux stops the latter while it sleeps (clock_gettime(2), CLOCK_MONOTONIC). Resolves to the
 * outcome, and to the length of each pause in seconds.
 */
export async function watchPauses<Outcome>(
  work: () => Promise<Outcome>,
): Promise<{ outcome: Outcome; pausesSeconds: number[] }> {
  const pausesSeconds: number[] = [];
  let wallMs = Date.now();
  let monotonicMs = performance.now();
  const check = () => {
    const lateMs = Math.max(Date.now() - wallMs, performance.now() - monotonicMs) - intervalMs;
    wallMs = Date.now();
    monotonicMs = performance.now();
    if (lateMs > leastPauseMs) pausesSeconds.push(lateMs / 1000);
  };
  const timer = setInterval(check, intervalMs);
  try {
    const outcome = await work();
    // The work may end before the timer is served.
    check();
    return { outcome, pausesSeconds };
  } finally {
    clearInterval(timer);
  }
}
