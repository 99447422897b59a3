/** Longer between two keys is a pause, and not counted as reading. */
export const pauseMs = 15 * 60_000;

export interface Stopwatch {
  /** Milliseconds since the last lap; 0 for a pause. */
  lap(what: 'reading' | 'running'): number;
}

export function startStopwatch(now: () => number = Date.now): Stopwatch {
  let lastMs = now();
  return {
    lap(what) {
      const passedMs = now() - lastMs;
      lastMs += passedMs;
      return what === 'reading' && passedMs > pauseMs ? 0 : passedMs;
    },
  };
}
