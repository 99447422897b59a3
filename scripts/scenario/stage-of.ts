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

/** What a load test has shown. */
interface Measured {
  connectionsPerRequest: number;
  successRate: number;
  /** Whether the queries take too long for any pool, so that the success rate says nothing. */
  isBeyondPools: boolean;
}

/**
 * The stage of a running lab. Variant `mine` counts as pooled only when a load test has shown that
 * requests shared their connections, and that most of them succeeded, or could not have.
 */
export function stageOf(
  { variant, indexValid }: Pick<RunningState, 'variant' | 'indexValid'>,
  measured: Measured = { connectionsPerRequest: 1, successRate: 0, isBeyondPools: false },
): Stage {
  const isPooled =
    variant === 'fixed' ||
    (variant === 'mine' &&
      measured.connectionsPerRequest < maxPooledConnectionsPerRequest &&
      (measured.successRate > minPooledSuccessRate || measured.isBeyondPools));
  if (!isPooled) return 'broken';
  return indexValid ? 'indexed' : 'pooled';
}

/** The title of the running stage. For variant `mine`, it is unknown until a load test has run. */
export function describeState(state: Pick<RunningState, 'variant' | 'indexValid'>): string {
  return state.variant === 'mine' ? 'your own variant' : titleOfStage(stageOf(state));
}
