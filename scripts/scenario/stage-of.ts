import type { Variant } from '../../app/build.ts';
import { type Stage, titleOfStage } from './stages.ts';
import { pooledConnectionsBelow, pooledSuccessAbove } from './story.ts';

/** What a stage is derived from: what runs at the moment, not what was done before. */
export interface RunningState {
  /** Undefined when the API does not answer. */
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
    (variant === 'mine' && connectionsPerRequest < pooledConnectionsBelow && successRate > pooledSuccessAbove);
  if (!isPooled) return 'broken';
  return indexValid ? 'indexed' : 'pooled';
}

/** The title of the running stage. That of variant `mine` is unknown until it is under load. */
export function describeState(state: Pick<RunningState, 'variant' | 'indexValid'>): string {
  return state.variant === 'mine' ? 'your own variant' : titleOfStage(stageOf(state));
}
