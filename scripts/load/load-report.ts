import { z } from 'zod';

/** 0..1 */
export const rate = z.number().min(0).max(1);
export const milliseconds = z.number().nonnegative();
export const count = z.number().int().nonnegative();

/** Failures of one kind: HTTP status and error code, or 0 and a network error if no response. */
const loadErrorSchema = z.object({ status: count, code: z.string(), count });
export type LoadError = z.infer<typeof loadErrorSchema>;

const seriesPointSchema = z.object({
  /** The start of the slice, relative to the start of the test. */
  second: count,
  requests: count,
  failures: z.array(loadErrorSchema),
  /** Null if no request received a response. */
  p50Ms: milliseconds.nullable(),
  p99Ms: milliseconds.nullable(),
});
export type SeriesPoint = z.infer<typeof seriesPointSchema>;

/** The outcomes in each slice of the test. Empty slices are left out. */
const seriesSchema = z.object({
  /** The width of a slice: 1, or more for tests longer than two minutes. */
  everySeconds: count.positive(),
  points: z.array(seriesPointSchema),
});
export type LoadSeries = z.infer<typeof seriesSchema>;

/** Latencies in ascending order: the fraction `share` of all responses arrived within `ms`. */
const distributionSchema = z.array(z.object({ share: rate, ms: milliseconds }));

/** The measurements of a load test. Latencies are those of all requests that got a response. */
export const loadReportSchema = z.object({
  engine: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.iso.datetime(),
  /** From the first request to the last response. */
  durationSeconds: z.number().positive(),
  requests: count,
  failed: count,
  /** 2xx / all requests sent, including those that got no response. */
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
  /** Absent from older results, from results without responses, and from those of several pods. */
  latencyDistribution: distributionSchema.optional(),
});
export type LoadReport = z.infer<typeof loadReportSchema>;
