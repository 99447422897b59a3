import { z } from 'zod';
import { machineSchema } from '../lib/machine.ts';
import { count, loadReportSchema, milliseconds, rate } from '../load/load-report.ts';
import { stageNames } from '../scenario/stages.ts';

/** What was set so that this machine shows both faults, and the measurements behind it in a sentence each. */
export const tuningSchema = z.object({ scramIterations: count, posts: count, reasons: z.array(z.string()) });
export type Tuning = z.infer<typeof tuningSchema>;

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

const planSchema = z.object({
  node: z.string(),
  index: z.string().nullable(),
  executionMs: milliseconds,
  /** Rows of posts that were touched. */
  rowsRead: count,
  /** The whole plan, as psql shows it. Absent from older results, as is the tree. */
  lines: z.array(z.string()).optional(),
  /** The same plan as a tree. */
  tree: planTreeSchema.optional(),
});

/** How PostgreSQL reads `posts` for the feed. */
export type PlanSummary = Required<z.infer<typeof planSchema>>;

/**
 * A load test's result, as results/<UTC time>-<stage>.json keeps it. Rates are 0..1, times what their names say.
 * Fields may be added under schema 1; none is taken away or changes its meaning.
 */
export const resultSchema = loadReportSchema.extend({
  schema: z.literal(1),
  id: z.string(),
  target: z.string(),
  stage: z.enum(stageNames),
  variant: z.string(),
  migration: count,
  users: count,
  /** Requests per second that were asked for; null for as many as the users got. */
  ratePerSecond: count.nullable().optional(),
  evidence: z.object({
    connectionsOpened: count,
    plan: planSchema,
    cpu: z.object({ apiThrottled: rate.nullable(), postgresThrottled: rate.nullable() }),
  }),
  posts: count,
  machine: machineSchema,
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
