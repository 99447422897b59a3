/** So often that some writes fall between the query of a feed that is kept and its next use. */
const leastPauseMs = 20;
/**
 * Of the 20 places in a feed, not more than these may be taken by later posts, including those that
 * the API writes: otherwise nobody could tell whether an older post is missing (createWriteLog).
 */
const writesPerResponse = 8;
/** How much one response counts. Some are served much sooner than others. */
const weight = 0.1;

/** Adapts the pause between two writes to how long the API takes to respond. */
export function createWritePause() {
  let responseMs = 0;
  return {
    /** Called with the duration of each response. */
    add(tookMs: number): void {
      responseMs += (tookMs - responseMs) * weight;
    },

    ms: () => Math.max(leastPauseMs, responseMs / writesPerResponse),
  };
}
