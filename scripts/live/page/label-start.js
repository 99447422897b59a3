/**
 * Where a label starts, in pixels: at its line, or further left, where it ends in the picture.
 * Undefined if it would overlap the label before it, which ends at `from`.
 * @param {{ x: number, width: number, from: number, to: number }} place
 */
export function labelStart({ x, width, from, to }) {
  const start = Math.min(x, to - width);
  return start < from ? undefined : start;
}
