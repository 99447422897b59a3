const intervalMs = 250;
/**
 * Other programs do not delay a timer this much: with 100 busy processes on two cores, it was at
 * most 43 ms late. Shorter pauses are within the time that requests wait anyway.
 */
const leastPauseMs = 2000;

/**
 * Detects pauses of this process during `work`: it was suspended (Ctrl-Z), the machine slept, or
 * its VM was paused. Then a timer is late by the wall clock or by the monotonic clock, which Linux
 * stops while it sleeps (clock_gettime(2), CLOCK_MONOTONIC). Resolves to the outcome, and to the
 * length of each pause in seconds.
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
    // The work may end before the timer fires.
    check();
    return { outcome, pausesSeconds };
  } finally {
    clearInterval(timer);
  }
}
