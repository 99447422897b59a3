/** Those that fail sooner did not wait in line. */
const minWaitMs = 500;
/** With shorter waits, a busy machine spreads them, too. */
const minLongestMs = 3000;
const nearMs = 1500;
/**
 * So many at a common time are not in line. The few who fail later may have had a second limit, as
 * those whose connection came from a pooler that has no more.
 */
const nearlyAll = 0.9;

/** The most waits that are within `nearMs` of one another. */
function mostAtOnce(waitsMs: number[]): number {
  const sorted = waitsMs.toSorted((one, other) => one - other);
  let first = 0;
  return sorted.reduce((most, waitMs, index) => {
    while (waitMs - (sorted[first] ?? waitMs) > nearMs) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

/**
 * Whether requests in line failed one after another, instead of after a common time: then nothing
 * limits the wait but the number of users. Resolves to the longest wait, or null if they did not.
 * @param waitsMs how long requests for the same route waited until they failed
 */
export function longestOfLine(waitsMs: number[]): number | null {
  const inLine = waitsMs.filter((waitMs) => waitMs > minWaitMs);
  const longestMs = Math.max(0, ...inLine);
  const near = inLine.filter((waitMs) => waitMs > longestMs - nearMs);
  const isTogether = near.length >= inLine.length / 2 || mostAtOnce(inLine) >= nearlyAll * inLine.length;
  return longestMs > minLongestMs && !isTogether ? longestMs : null;
}
