import type { Variant } from '../../app/build.ts';
import type { Sample } from '../lib/metrics.ts';
import type { Target } from '../targets/target.ts';

/** The stages of the story in order: what each is called, and the state it is read from. */
export const stages = [
  { stage: 'broken', title: 'Broken' },
  { stage: 'pooled', title: 'After fix 1 (pooling)' },
  { stage: 'indexed', title: 'After fix 2 (index)' },
] as const;

/** What to do at each stage, once it has been measured. */
export const nextStep: Record<Stage, [verb: string, purpose: string]> = {
  broken: ['apply-fix', 'share one pool between all requests'],
  pooled: ['apply-index', 'let the database find the newest posts without reading all'],
  indexed: ['compare', 'put the stages side by side'],
};

/** What the stage of a state is called; the learner's own variant shows its stage only under load. */
export function describeState(state: Pick<RunningState, 'variant' | 'indexValid'>): string {
  if (state.variant === 'mine') return 'your own variant';
  return stages.find(({ stage }) => stage === stageOf(state))?.title ?? '';
}

export type Stage = (typeof stages)[number]['stage'];

/** What runs, read from what runs and never remembered. */
export interface RunningState {
  /** Undefined when the API does not answer. */
  variant: Variant | undefined;
  migration: number;
  indexValid: boolean;
}

/**
 * SQL: whether there is a valid index that has all posts in the order of created_at, up or down: a B-tree is walked in both
 * directions. Whatever it is called: a learner's own counts.
 */
export const indexIsValid = `EXISTS (
  SELECT
  FROM pg_index
  JOIN pg_class AS index_class ON index_class.oid = indexrelid
  JOIN pg_am ON pg_am.oid = index_class.relam
  JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
  WHERE indrelid = to_regclass('public.posts') AND attname = 'created_at' AND amname = 'btree' AND indisvalid AND indpred IS NULL
)`;

/** Which variant it is whose /metrics these are; undefined for none. */
export function variantIn(metrics: Sample[]): Variant | undefined {
  return metrics.find(({ name }) => name === 'feed_build_info')?.labels.variant as Variant | undefined;
}

/** Asks the API which variant it is, and the database which migration it is at and whether the index is there and valid. */
export async function readRunningState(target: Target): Promise<RunningState> {
  const metrics = await target.metrics().catch(() => []);
  const [row] = await target.query<{ migration: number; index_valid: boolean }>(
    `SELECT
       (SELECT coalesce(max(left(name, 4)::integer), 0) FROM pgmigrations) AS migration,
       ${indexIsValid} AS index_valid`,
  );
  return { variant: variantIn(metrics), migration: row?.migration ?? 0, indexValid: row?.index_valid ?? false };
}

/**
 * The stage that a state is. The learner's own variant can be anything: it counts as pooled when a load test saw most requests
 * succeed on connections that they shared.
 */
export function stageOf(
  { variant, indexValid }: Pick<RunningState, 'variant' | 'indexValid'>,
  { connectionsPerRequest, successRate } = { connectionsPerRequest: 1, successRate: 0 },
): Stage {
  const shares = variant === 'fixed' || (variant === 'mine' && connectionsPerRequest < 0.5 && successRate > 0.5);
  if (!shares) return 'broken';
  return indexValid ? 'indexed' : 'pooled';
}
