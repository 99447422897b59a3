import { z } from 'zod';
import { stageNames } from '../scenario/stages.ts';

const rate = z.number().min(0).max(1);
const milliseconds = z.number().nonnegative();
const count = z.number().int().nonnegative();

export const tuningSchema = z.object({ scramIterations: count, posts: count, reasons: z.array(z.string()) });

const failureSchema = z.object({ status: count, code: z.string(), count });

/** A node of the feed's plan; `ms` is the time until it had given its last row, in all loops together, with all below it. */
export interface PlanTree {
  node: string;
  relation?: string | undefined;
  index?: string | undefined;
  /** Rows given, in all loops together. */
  rows: number;
  loops: number;
  ms: number;
  children: PlanTree[];
}

const planTreeSchema: z.ZodType<PlanTree> = z.object({
  node: z.string(),
  relation: z.string().optional(),
  index: z.string().optional(),
  rows: z.number().nonnegative(),
  loops: count,
  ms: milliseconds,
  get children() {
    return z.array(planTreeSchema);
  },
});

/** What happened in each slice of the test, by the moment of the answer. Slices in which nothing was answered are left out. */
export const seriesSchema = z.object({
  /** 1, or more where a long test would have had more than two minutes of slices. */
  everySeconds: count.positive(),
  points: z.array(
    z.object({
      /** When the slice begins, from the start of the test. */
      second: count,
      requests: count,
      failures: z.array(failureSchema),
      /** Null where no request was answered. */
      p50Ms: milliseconds.nullable(),
      p99Ms: milliseconds.nullable(),
    }),
  ),
});

/** How long answers took, from the quickest to the slowest: of all answers, the share `share` came within `ms`. */
export const distributionSchema = z.array(z.object({ share: rate, ms: milliseconds }));

/**
 * A load test's result, as results/<UTC time>-<stage>.json keeps it. Rates are 0..1, times what their names say.
 * Fields may be added under schema 1; none is taken away or changes its meaning.
 */
export const resultSchema = z.object({
  schema: z.literal(1),
  id: z.string(),
  target: z.string(),
  stage: z.enum(stageNames),
  variant: z.string(),
  migration: count,
  users: count,
  /** Requests per second that were asked for; null for as many as the users got. */
  ratePerSecond: count.nullable().optional(),
  durationSeconds: z.number().positive(),
  engine: z.object({ name: z.string(), version: z.string() }),
  startedAt: z.iso.datetime(),
  requests: count,
  failed: count,
  successRate: rate,
  requestsPerSecond: z.number().nonnegative(),
  latencyMs: z.object({
    mean: milliseconds,
    p50: milliseconds,
    p95: milliseconds,
    p99: milliseconds,
    max: milliseconds,
  }),
  errors: z.array(failureSchema),
  /** Absent from results that are older than these two; the distribution also where nobody was answered, and of several pods. */
  series: seriesSchema.optional(),
  latencyDistribution: distributionSchema.optional(),
  evidence: z.object({
    connectionsOpened: count,
    plan: z.object({
      node: z.string(),
      index: z.string().nullable(),
      executionMs: milliseconds,
      rowsRead: count,
      /** The whole plan, as psql shows it. */
      lines: z.array(z.string()).optional(),
      /** The same plan as a tree. */
      tree: planTreeSchema.optional(),
    }),
    cpu: z.object({ apiThrottled: rate.nullable(), postgresThrottled: rate.nullable() }),
  }),
  posts: count,
  machine: z.object({
    cores: count,
    memoryBytes: count,
    /** Absent from older results. What runs are compared by is the size. */
    processor: z.string().optional(),
    system: z.string().optional(),
  }),
  tuning: tuningSchema.optional(),
});

export type Result = z.infer<typeof resultSchema>;

/** Whether it is of the learner's own code or own index: the lab's index comes with its migration. Such numbers are not those of the cure. */
export function isOwn({ variant, stage, migration }: Pick<Result, 'variant' | 'stage' | 'migration'>): boolean {
  return variant === 'mine' || (stage === 'indexed' && migration < 2);
}

/** 2026-11-23T23:59:59.123Z -> 20261123T235959Z-pooled: sorts by time and is a file name everywhere. */
export function resultId(startedAt: string, stage: string): string {
  return `${startedAt.replace(/\.\d+/, '').replace(/[-:]/g, '')}-${stage}`;
}
