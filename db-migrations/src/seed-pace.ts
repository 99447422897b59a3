/** What a seed does after the rows, in this order. */
export const seedSteps = {
  keys: 'checking the foreign keys',
  index: 'building the index',
  statistics: 'collecting statistics',
} as const;

/** Whether a text is one of those of describePace(). */
export const isPace = (text: string): boolean => /^[\d,]+ of [\d,]+ posts, /.test(text);

/** Whether a line of a log is one of the texts that a seed passes to `onText`. */
export const isSeedText = (line: string): boolean =>
  isPace(line) || Object.values(seedSteps).some((step) => step === line);

const roundTo = 1000;

const count = (number: number): string => number.toLocaleString('en-US');

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 120 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}

/**
 * Returns a function that describes how far the seed is, such as "1,200,000 of 10,000,000 posts,
 * 180,000 per second, 49 s left".
 * @param from the number of posts that an earlier attempt has left
 * @param now the current time in milliseconds; tests pass their own
 */
export function describePace(posts: number, from: number, now = () => performance.now()): (done: number) => string {
  const startedMs = now();
  return (done) => {
    const perSecond = (done - from) / Math.max((now() - startedMs) / 1000, 0.001);
    const rate = Math.max(Math.round(perSecond / roundTo), 1) * roundTo;
    const left = perSecond > 0 ? `, ${duration((posts - done) / perSecond)} left` : '';
    return `${count(done)} of ${count(posts)} posts, ${count(rate)} per second${left}`;
  };
}
