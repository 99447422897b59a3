import type { Stage } from '../scenario/stages.ts';
import type { Evidence } from './evidence.ts';
import type { Judgement } from './verdict.ts';

/** What was asked for, and whether it holds: true when nothing was asked for. */
export interface Asked {
  target: string;
  wanted: Stage | undefined;
  holds: boolean;
}

/**
 * A judgement for programs: `{ schema: 1, at, target, variant, migration, posts, wanted, reached, holds, checks: [{ id, question,
 * stage, verdict, evidence, hint }], lastRun }`. Fields may be added under schema 1. Of the hints it holds the first only.
 */
export function judgementJson(
  { reached, checks }: Judgement,
  evidence: Evidence,
  { target, wanted, holds }: Asked,
): string {
  const { state, rows, lastRun } = evidence;
  const document = {
    schema: 1,
    at: new Date().toISOString(),
    target,
    variant: state.variant ?? 'unknown',
    migration: state.migration,
    posts: rows.posts,
    wanted: wanted ?? null,
    reached,
    holds,
    checks: checks.map(({ hints, ...check }) => ({ ...check, hint: hints?.[0] ?? null })),
    lastRun: lastRun?.id ?? null,
  };
  return JSON.stringify(document, null, 2);
}
