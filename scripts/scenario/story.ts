/** The story's load test. After half a minute, the curves in the panels have settled. */
export const storyUsers = 100;
export const storyDurationSeconds = 30;

/** Posts in one response of /feed. */
export const feedLength = 20;

/** Broken: at most this share of the requests succeeds (0..1). */
export const maxBrokenSuccessRate = 0.5;

/** A learner's own variant is pooled if it opens fewer connections per request than this … */
export const maxPooledConnectionsPerRequest = 0.5;
/** … and its success rate (0..1) is higher than this. */
export const minPooledSuccessRate = 0.5;

/** A stage is reliable if its success rate is at least this (0..1). */
export const reliableSuccessRate = 0.999;

/** Pooled: the mean latency is at least this. Otherwise nobody would look for a second fault. */
export const minPooledMeanMs = 300;

/** Indexed: the mean latency is at most that of the pooled stage divided by this. */
export const indexFactor = 4;

/** The longest that a request may wait for a connection before it has to fail. */
export const maxWaitMs = 5000;
