/** The shortest time axis, so that the first curves are not stretched. */
const minSeconds = 20;

/**
 * The time axis grows with the history, and then scrolls, so that curves fill the picture.
 * @param {number} first Unix time in seconds
 * @param {number} last
 * @param {number} maxSeconds
 * @returns {[number, number]}
 */
export function timeRange(first, last, maxSeconds) {
  return [Math.min(last - minSeconds, Math.max(first, last - maxSeconds)), last];
}
