import { z } from 'zod';

/** 0..1 */
export const rate = z.number().min(0).max(1);
export const milliseconds = z.number().nonnegative();
export const count = z.number().int().nonnegative();

/** Failures of one kind: HTTP status and error code; without an answer, 0 and a network error. */
const loadErrorSchema = z.object({ status: count, code: z.string(), count });
export type LoadError = z.infer<typeof loadErrorSchema>;

const seriesPointSchema = z.object({
  /** The beginning of the slice, from the start of the test. */
  second: count,
  requests: count,
  failures: z.array(loadErrorSchema),
  /** Null where no request was answered. */
  p50Ms: milliseconds.nullable(),
  p99Ms: milliseconds.nullable(),
});
export type SeriesPoint = z.infer<typeof seriesPointSchema>;

/** The outcomes of each slice of the test. Slices without any are left out. */
const seriesSchema = z.object({
  /** 1, or more for tests of more than two minutes. */
  everySeconds: count.positive(),
  points: z.array(seriesPointSchema),
});
export type Series = z.infer<typeof seriesSchema>;

/** Latencies in ascending order: the share `share` of all answers came within `ms`. */
const distributionSchema = z.array(z.object({ share: rate, ms: milliseconds }));

/** What a load test measured, with any engine. Latencies are of all requests that got an answer. */
export const loadReportSchema = z.object({
  engine: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.iso.datetime(),
  /** From the first request to the last answer. */
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
  /** Absent from older results, without answers, and for several pods. */
  latencyDistribution: distributionSchema.optional(),
});
export type LoadReport = z.infer<typeof loadReportSchema>;
