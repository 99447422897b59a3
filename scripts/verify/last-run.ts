import type { Sample } from '../lib/metrics.ts';
import { latestStartSeconds } from '../lib/metrics.ts';
import { isFromLearner, type Result } from '../results/result.ts';
import { reliableSuccessRate, storyUsers } from '../scenario/story.ts';
import type { Evidence } from './evidence.ts';

/** The state of the running lab that decides which results belong to it. */
export interface RunningLab extends Pick<Evidence, 'state' | 'plan'> {
  target: string;
  metrics: Sample[];
  posts: number;
}

/** Below these, a load test proves little. */
const minUsers = storyUsers;
const minSeconds = 5;

function isFullLoadTest({ users, durationSeconds, ratePerSecond, interruption }: Result): boolean {
  return users >= minUsers && durationSeconds >= minSeconds && !ratePerSecond && !interruption;
}

/** The newest full load test since the API was started, with the feed's current plan. */
export function findLastRun(results: Result[], { target, state, metrics, plan }: RunningLab): Result | undefined {
  const startedAtSeconds = latestStartSeconds(metrics);
  if (startedAtSeconds === 0) return undefined;
  const apiStartedAt = new Date(startedAtSeconds * 1000).toISOString();
  return results.findLast(
    (result) =>
      result.target === target &&
      result.startedAt > apiStartedAt &&
      result.variant === state.variant &&
      result.evidence.plan.index === plan.index &&
      isFullLoadTest(result),
  );
}

/**
 * The newest results of the earlier stages on the same machine, with as many users and posts
 * (within 1 %: users post). The lab's own variants are preferred to a learner's, which must be
 * reliable.
 */
export function findEarlier(
  results: Result[],
  { target, posts }: RunningLab,
  lastRun: Result | undefined,
): Evidence['earlier'] {
  const comparable = results.filter(
    (result) =>
      result.target === target &&
      result.id !== lastRun?.id &&
      Math.abs(result.posts - posts) <= posts / 100 &&
      isFullLoadTest(result) &&
      (!lastRun || (result.users === lastRun.users && result.machine.cores === lastRun.machine.cores)),
  );
  const newest = (stage: Result['stage']) =>
    comparable.findLast((result) => result.stage === stage && !isFromLearner(result)) ??
    comparable.findLast((result) => result.stage === stage && result.successRate >= reliableSuccessRate);
  return { broken: newest('broken'), pooled: newest('pooled') };
}
