import type { Variant } from '../../app/build.ts';
import { type Stage, titleOfStage } from './stages.ts';
import { maxPooledConnectionsPerRequest, minPooledSuccessRate } from './story.ts';

/** The state from which the stage is derived: the current one, not the history of verbs. */
export interface RunningState {
  /** Undefined if the API does not respond. */
  variant: Variant | undefined;
  migration: number;
  indexValid: boolean;
}

/**
 * The stage of a running lab. Variant `mine` counts as pooled only when a load test has shown that
 * most requests succeeded and shared their connections.
 */
export function stageOf(
  { variant, indexValid }: Pick<RunningState, 'variant' | 'indexValid'>,
  { connectionsPerRequest, successRate } = { connectionsPerRequest: 1, successRate: 0 },
): Stage {
  const isPooled =
    variant === 'fixed' ||
    (variant === 'mine' &&
      connectionsPerRequest < maxPooledConnectionsPerRequest &&
      successRate > minPooledSuccessRate);
  if (!isPooled) return 'broken';
  return indexValid ? 'indexed' : 'pooled';
}

/** The title of the running stage. For variant `mine`, it is unknown until a load test has run. */
export function describeState(state: Pick<RunningState, 'variant' | 'indexValid'>): string {
  return state.variant === 'mine' ? 'your own variant' : titleOfStage(stageOf(state));
}
