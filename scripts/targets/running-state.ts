import type { Variant } from '../../app/build.ts';
import type { Sample } from '../lib/metrics.ts';
import { indexIsValid } from '../scenario/posts-index.ts';
import type { RunningState } from '../scenario/stage-of.ts';
import type { Target } from './target.ts';

/** The variant of the API that exported these metrics; undefined if there are none. */
export function variantIn(metrics: Sample[]): Variant | undefined {
  return metrics.find(({ name }) => name === 'feed_build_info')?.labels.variant as Variant | undefined;
}

/** Reads the variant from the API's metrics, and the rest from the database. */
export async function readRunningState(target: Target): Promise<RunningState> {
  const [metrics, [row]] = await Promise.all([
    target.metrics().catch(() => []),
    target.query<{ migration: number; index_valid: boolean }>(
      `SELECT
         (SELECT coalesce(max(left(name, 4)::integer), 0) FROM pgmigrations) AS migration,
         ${indexIsValid} AS index_valid`,
    ),
  ]);
  return { variant: variantIn(metrics), migration: row?.migration ?? 0, indexValid: row?.index_valid ?? false };
}
