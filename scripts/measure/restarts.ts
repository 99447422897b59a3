import type { Sample } from '../lib/metrics.ts';

/** When the youngest of the API's processes began, in seconds of its own clock. */
export function youngest(samples: Sample[]): number {
  const starts = samples.filter(({ name }) => name === 'process_start_time_seconds').map(({ value }) => value);
  return Math.max(0, ...starts);
}

/** Whether a process of the API began between two looks at all of them. One that is no longer there has not. */
export function hasRestarted(before: Sample[], after: Sample[]): boolean {
  return youngest(after) > youngest(before);
}
