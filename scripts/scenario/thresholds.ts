/** The story's load: as many users as the launch never saw, for as long as a curve needs to settle. */
export const storyUsers = 100;
export const storyDurationSeconds = 30;

/** Broken: at most this share of the requests succeeds (0..1). */
export const brokenAtMost = 0.5;

/** The success rate (0..1) from which on a stage counts as reliable. */
export const reliable = 0.999;

/** Pooled: a request still waits for nine slow queries. With a lower mean, nobody would look for a second fault. */
export const pooledMeanAtLeastMs = 300;

/** Indexed: the mean latency is at most the pooled one's divided by this. */
export const indexFactor = 4;
