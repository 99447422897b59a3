/** The result stands in k6's output as one line of JSON between these two. Whoever reads it looks for them. */
export const resultBegin = '--- feed-lab result ---';
export const resultEnd = '--- end of result ---';
