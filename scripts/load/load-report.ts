import { z } from 'zod';
import { shortText } from '../lib/text-schemas.ts';

/** 0..1 */
export const rate = z.number().min(0).max(1);
/** At most eleven days, so that it can be printed; no load test takes longer than an hour. */
export const milliseconds = z.number().nonnegative().max(1e9);
export const count = z.number().int().nonnegative();

/** A load test distinguishes at most 120 slices, and at most two dozen kinds of failure. */
const maxEntries = 10_000;

/** Failures of one kind: HTTP status and error code, or 0 and a network error if no response. */
const loadErrorSchema = z.object({ status: count, code: shortText, count });
export type LoadError = z.infer<typeof loadErrorSchema>;

const seriesPointSchema = z.object({
  /** The start of the slice, relative to the start of the test. */
  second: count,
  requests: count,
  failures: z.array(loadErrorSchema).max(maxEntries),
  /** Null if no request received a response. */
  p50Ms: milliseconds.nullable(),
  p99Ms: milliseconds.nullable(),
});
export type SeriesPoint = z.infer<typeof seriesPointSchema>;

/** The outcomes in each slice of the test. Empty slices are left out. */
const seriesSchema = z
  .object({
    /** The width of a slice: 1, or more for tests longer than two minutes. */
    everySeconds: count.positive(),
    points: z.array(seriesPointSchema).max(maxEntries),
  })
  // The charts have a point for each slice, even for those that are left out.
  .refine(({ everySeconds, points }) => points.every(({ second }) => second / everySeconds < maxEntries), {
    message: `expected at most ${maxEntries} slices`,
    path: ['points'],
  });
export type LoadSeries = z.infer<typeof seriesSchema>;

/** Latencies in ascending order: the fraction `share` of all responses arrived within `ms`. */
const distributionSchema = z.array(z.object({ share: rate, ms: milliseconds })).max(maxEntries);

/** Where the time of one request went, as the API measured it (the header `Server-Timing`). */
const requestPartsSchema = z.object({
  totalMs: milliseconds,
  /** The wait for a connection, excluding the time to open one. */
  waitMs: milliseconds,
  connectMs: milliseconds,
  queryMs: milliseconds,
});

/** The measurements of a load test. Latencies are those of all requests that got a response. */
export const loadReportSchema = z.object({
  engine: z.object({ name: shortText, version: shortText }),
  startedAt: z.iso.datetime(),
  /** From the first request to the last response. */
  durationSeconds: z.number().positive().max(1e6),
  requests: count,
  failed: count,
  /** 2xx / all requests sent, including those that got no response. */
  successRate: rate,
  requestsPerSecond: z.number().nonnegative().max(1e9),
  latencyMs: z.object({
    mean: milliseconds,
    p50: milliseconds,
    p95: milliseconds,
    p99: milliseconds,
    max: milliseconds,
  }),
  errors: z.array(loadErrorSchema).max(maxEntries),
  /**
   * Of the second half of the test: the first includes the warm-up. Absent from older results, and
   * without such a header.
   */
  slowestRequest: requestPartsSchema.optional(),
  /** Absent from older results. */
  series: seriesSchema.optional(),
  /** Absent from older results, from results without responses, and from those of several pods. */
  latencyDistribution: distributionSchema.optional(),
});
export type LoadReport = z.infer<typeof loadReportSchema>;
