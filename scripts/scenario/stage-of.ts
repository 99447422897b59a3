import type { Variant } from '../../app/build.ts';
import { type Stage, titleOfStage } from './stages.ts';

/** What a stage is derived from. It is read from what runs, and never remembered. */
export interface RunningState {
  /** Undefined when the API does not answer. */
  variant: Variant | undefined;
  migration: number;
  indexValid: boolean;
}

/**
 * The stage of a running lab. The learner's own variant can be anything: it counts as pooled when a load test saw most requests
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

/** The title of the running stage; the learner's own variant shows its stage only under load. */
export function describeState(state: Pick<RunningState, 'variant' | 'indexValid'>): string {
  return state.variant === 'mine' ? 'your own variant' : titleOfStage(stageOf(state));
}
