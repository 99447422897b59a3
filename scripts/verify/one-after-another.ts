/** Those that fail sooner did not wait in line. */
const minWaitMs = 500;
/** With shorter waits, a busy machine spreads them, too. */
const minLongestMs = 3000;
const nearMs = 1500;

/**
 * Whether requests in line failed one after another, instead of after a common time: then nothing
 * limits the wait but the number of users. Resolves to the longest wait, or null if they did not.
 * @param waitsMs how long requests for the same route waited until they failed
 */
export function longestOfLine(waitsMs: number[]): number | null {
  const inLine = waitsMs.filter((waitMs) => waitMs > minWaitMs);
  const longestMs = Math.max(0, ...inLine);
  const near = inLine.filter((waitMs) => waitMs > longestMs - nearMs);
  return longestMs > minLongestMs && near.length < inLine.length / 2 ? longestMs : null;
}
