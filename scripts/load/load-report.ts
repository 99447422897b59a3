import { z } from 'zod';

/** 0..1 */
export const rate = z.number().min(0).max(1);
export const milliseconds = z.number().nonnegative();
export const count = z.number().int().nonnegative();

/** A kind of failure: the HTTP status and the API's error code; status 0 and the network's own code when nothing was answered. */
const loadErrorSchema = z.object({ status: count, code: z.string(), count });
export type LoadError = z.infer<typeof loadErrorSchema>;

const seriesPointSchema = z.object({
  /** When the slice begins, from the start of the test. */
  second: count,
  requests: count,
  failures: z.array(loadErrorSchema),
  /** Null where no request was answered. */
  p50Ms: milliseconds.nullable(),
  p99Ms: milliseconds.nullable(),
});
export type SeriesPoint = z.infer<typeof seriesPointSchema>;

/** What happened in each slice of the test, by the moment of the answer. Slices in which nothing was answered are left out. */
export const seriesSchema = z.object({
  /** 1, or more where a long test would have had more than two minutes of slices. */
  everySeconds: count.positive(),
  points: z.array(seriesPointSchema),
});
export type Series = z.infer<typeof seriesSchema>;

/** How long answers took, from the quickest to the slowest: of all answers, the share `share` came within `ms`. */
export const distributionSchema = z.array(z.object({ share: rate, ms: milliseconds }));

/** What a load test measured, whichever engine made it. Latencies are of all requests that were answered. */
export const loadReportSchema = z.object({
  engine: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.iso.datetime(),
  /** Measured from the first request to the last answer. */
  durationSeconds: z.number().positive(),
  requests: count,
  failed: count,
  /** 2xx / all requests sent, including those that got no answer. */
  successRate: rate,
  requestsPerSecond: z.number().nonnegative(),
  latencyMs: z.object({
    mean: milliseconds,
    p50: milliseconds,
    p95: milliseconds,
    p99: milliseconds,
    max: milliseconds,
  }),
  errors: z.array(loadErrorSchema),
  /** Absent from older results. */
  series: seriesSchema.optional(),
  /** Absent from older results, where nobody was answered, and of several pods, whose quantiles cannot be merged. */
  latencyDistribution: distributionSchema.optional(),
});
export type LoadReport = z.infer<typeof loadReportSchema>;
