/** The story's load test. Half a minute is enough for the panels to show a level. */
export const storyUsers = 100;
export const storyDurationSeconds = 30;

/** Posts in one answer of /feed. */
export const feedLength = 20;

/** Broken: at most this share of the requests succeeds (0..1). */
export const brokenAtMost = 0.5;

/** A learner's variant is pooled with fewer connections per request, and more success. */
export const pooledConnectionsBelow = 0.5;
export const pooledSuccessAbove = 0.5;

/** A stage is reliable from this success rate on (0..1). */
export const reliable = 0.999;

/** Pooled: the mean latency is at least this, or nobody would look for a second fault. */
export const pooledMeanAtLeastMs = 300;

/** Indexed: the mean latency is at most that of the pooled stage divided by this. */
export const indexFactor = 4;
