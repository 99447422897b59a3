import { z } from 'zod';
import { machineSchema } from '../lib/machine.ts';
import { longText, shortText } from '../lib/text-schemas.ts';
import { count, loadReportSchema, milliseconds, rate } from '../load/load-report.ts';
import { stageNames } from '../scenario/stages.ts';
import { interruptionSchema } from './interruption.ts';

/** Settings chosen so that this machine shows both faults. Each reason is one sentence. */
export const tuningSchema = z.object({ scramIterations: count, posts: count, reasons: z.array(longText).max(100) });
export type Tuning = z.infer<typeof tuningSchema>;

/** Far more than PostgreSQL plans for a feed. */
const maxPlanDepth = 100;

/** A node of the feed's plan. */
const planTreeSchema = z.object({
  node: shortText,
  relation: shortText.optional(),
  index: shortText.optional(),
  /** Rows returned, in all loops together. */
  rows: z.number().nonnegative().max(Number.MAX_SAFE_INTEGER),
  loops: count,
  /** Time until the last row was returned, in all loops together, including the nodes below. */
  ms: milliseconds,
  get children() {
    return z.array(planTreeSchema);
  },
});
export type PlanTree = z.infer<typeof planTreeSchema>;

/** The report draws each node inside the one above it. */
function isDrawable(tree: PlanTree): boolean {
  let level = [tree];
  for (let depth = 0; depth < maxPlanDepth; depth += 1) level = level.flatMap(({ children }) => children);
  return level.length === 0;
}

const planSchema = z.object({
  node: shortText,
  index: shortText.nullable(),
  executionMs: milliseconds,
  /** Rows of posts that were read, including those that were filtered out. */
  rowsRead: count,
  /** The whole plan, as psql shows it. Older results have neither this nor the tree. */
  lines: z.array(longText).max(10_000).optional(),
  tree: planTreeSchema.refine(isDrawable, `expected at most ${maxPlanDepth} levels`).optional(),
});

/** From pg_stat_activity, of the API's sessions. */
const busySessionsSchema = z.object({
  /** Those that run a query, and those of them whose query waits for a lock. */
  running: count,
  waitingForLocks: count,
  /** Those in a transaction that run nothing. */
  idleInTransaction: count,
});
export type BusySessions = z.infer<typeof busySessionsSchema>;

/** From the API's metrics, when its last query had ended. Absent from older results. */
const databaseEvidenceSchema = z.object({
  /** Queries of the feed that ended during the test. */
  queries: count,
  /** Their average time, without the wait for a connection; null if there was none. */
  queryMs: milliseconds.nullable(),
  /** How many queries of any kind ran at the same time, on average. */
  queriesAtOnce: z.number().nonnegative().max(1e6),
  /** Connections in the API's pools after the last response, and those of them in use. */
  connections: count,
  connectionsInUse: count,
  /**
   * What PostgreSQL ran then. Absent if no connection was in use, if there was none left to ask,
   * and from older results, whose connections in use may have been running a query.
   */
  sessions: busySessionsSchema.optional(),
});
export type DatabaseEvidence = z.infer<typeof databaseEvidenceSchema>;

/** How PostgreSQL reads `posts` for the feed. */
export type PlanSummary = Required<z.infer<typeof planSchema>>;

/**
 * The result of a load test, as stored in results/<UTC time>-<stage>.json. Rates are 0..1; names
 * include the unit. Under schema 1, fields may be added, but are not removed or redefined.
 */
export const resultSchema = z.object({
  schema: z.literal(1),
  id: shortText,
  target: shortText,
  stage: z.enum(stageNames),
  variant: shortText,
  migration: count,
  users: count,
  /** The requested rate; null if each user sends the next request after each response. */
  ratePerSecond: count.nullable().optional(),
  ...loadReportSchema.shape,
  /** Present if the load paused for seconds: the result then shows the pause, not the API. */
  interruption: interruptionSchema.optional(),
  evidence: z.object({
    connectionsOpened: count,
    database: databaseEvidenceSchema.optional(),
    plan: planSchema,
    /**
     * Rows of all tables but `users` that PostgreSQL read, per feed that the API served meanwhile
     * to anybody. The counters lag by up to a second. Null if there was no feed, or if the test was
     * too short to count them. Absent from older results.
     */
    rowsReadPerFeed: z.number().nonnegative().max(Number.MAX_SAFE_INTEGER).nullable().optional(),
    /** Of the schema before the test (readSchemaFingerprint). Absent from older results. */
    schemaFingerprint: shortText.optional(),
    cpu: z.object({ apiThrottled: rate.nullable(), postgresThrottled: rate.nullable() }),
  }),
  posts: count,
  machine: machineSchema,
  tuning: tuningSchema.optional(),
});

export type Result = z.infer<typeof resultSchema>;

/**
 * Whether a result was measured with the learner's own code or index (the lab's index is created by
 * migration 2). Such a result does not show the effect of the lab's fixes.
 */
export function isFromLearner({ variant, stage, migration }: Result): boolean {
  return variant === 'mine' || (stage === 'indexed' && migration < 2);
}

/** 2026-11-23T23:59:59.123Z -> 20261123T235959Z-pooled: sorts by time, valid as a file name. */
export function resultId(startedAt: string, stage: string): string {
  return `${startedAt.replace(/\.\d+/, '').replace(/[-:]/g, '')}-${stage}`;
}
