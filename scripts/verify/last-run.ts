import { latestStartSeconds, type Sample } from '../lib/metrics.ts';
import type { PlanSummary } from '../results/result.ts';
import { isLearnersOwn, type Result } from '../results/result.ts';
import type { RunningState } from '../scenario/stage-of.ts';
import { reliable, storyUsers } from '../scenario/thresholds.ts';
import type { Evidence } from './evidence.ts';

/** What verify has to know to tell which results are of what runs now. */
export interface Now {
  target: string;
  state: RunningState;
  metrics: Sample[];
  plan: PlanSummary;
  posts: number;
}

/** Fewer users, or less time, and a load test shows little. */
const least = { users: storyUsers, seconds: 5 };

/** The newest full load test since the API was started and the feed's plan became what it is. */
export function findLastRun(results: Result[], { target, state, metrics, plan }: Now): Result | undefined {
  const startedAtSeconds = latestStartSeconds(metrics);
  if (startedAtSeconds === 0) return undefined;
  const apiStartedAt = new Date(startedAtSeconds * 1000).toISOString();
  return results.findLast(
    (result) =>
      result.target === target &&
      result.startedAt > apiStartedAt &&
      result.variant === state.variant &&
      result.evidence.plan.index === plan.index &&
      isFull(result),
  );
}

function isFull({ users, durationSeconds, ratePerSecond }: Result): boolean {
  return users >= least.users && durationSeconds >= least.seconds && !ratePerSecond;
}

/**
 * The newest results of the stages before, on the same machine, with as many posts (within a hundredth: people post) and users. The
 * lab's own before a learner's, of which only one that was reliable is anything to compare with.
 */
export function findEarlier(
  results: Result[],
  { target, posts }: Now,
  lastRun: Result | undefined,
): Evidence['earlier'] {
  const alike = results.filter(
    (result) =>
      result.target === target &&
      result.id !== lastRun?.id &&
      Math.abs(result.posts - posts) <= posts / 100 &&
      isFull(result) &&
      (!lastRun || (result.users === lastRun.users && result.machine.cores === lastRun.machine.cores)),
  );
  const newest = (stage: Result['stage']) =>
    alike.findLast((result) => result.stage === stage && !isLearnersOwn(result)) ??
    alike.findLast((result) => result.stage === stage && result.successRate >= reliable);
  return { broken: newest('broken'), pooled: newest('pooled') };
}
