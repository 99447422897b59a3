import type { Sample } from '../lib/metrics.ts';
import { latestStartSeconds } from '../lib/metrics.ts';
import { isFromLearner, type Result } from '../results/result.ts';
import { readsAllPosts } from '../results/rows-per-feed.ts';
import { reliableSuccessRate, storyUsers } from '../scenario/story.ts';
import type { Evidence } from './evidence.ts';

/** The state of the running lab that decides which results belong to it. */
export interface RunningLab extends Pick<Evidence, 'state' | 'plan'> {
  target: string;
  metrics: Sample[];
  posts: number;
  /** Of the schema as it is now (readSchemaFingerprint). */
  schemaFingerprint: string;
}

/** Below these, a load test proves little. */
const minUsers = storyUsers;
const minSeconds = 5;

/** Connections opened per request: a pool opens some when the API has just started, then none. */
const maxConnectionsPerRequest = 0.1;

function isFullLoadTest({ users, durationSeconds, ratePerSecond, interruption }: Result): boolean {
  return users >= minUsers && durationSeconds >= minSeconds && !ratePerSecond && !interruption;
}

/** Whether a result has as many posts as the lab has now, give or take `share` (0..1). */
const hasPosts = (result: Result, posts: number, share: number): boolean =>
  Math.abs(result.posts - posts) <= posts * share;

/**
 * Whether the schema is that of the result. The plan does not tell: it is that of the query in the
 * checkout, which may have been edited since without being deployed, and which an index for the
 * deployed query need not serve. It decides only for older results, which have no fingerprint.
 */
function hasSchema({ evidence }: Result, { schemaFingerprint, plan }: RunningLab): boolean {
  return evidence.schemaFingerprint === undefined
    ? evidence.plan.index === plan.index
    : evidence.schemaFingerprint === schemaFingerprint;
}

/**
 * The newest full load test since the API was started and the schema last changed. A schema that
 * was changed and changed back counts as unchanged. Users may post meanwhile, but a table of
 * another size is another lab.
 */
export function findLastRun(results: Result[], lab: RunningLab): Result | undefined {
  const startedAtSeconds = latestStartSeconds(lab.metrics);
  if (startedAtSeconds === 0) return undefined;
  const apiStartedAt = new Date(startedAtSeconds * 1000).toISOString();
  return results.findLast(
    (result) =>
      result.target === lab.target &&
      result.startedAt > apiStartedAt &&
      result.variant === lab.state.variant &&
      hasSchema(result, lab) &&
      hasPosts(result, lab.posts, 0.1) &&
      isFullLoadTest(result),
  );
}

/**
 * Whether a result shows what fix 1 alone achieves: each feed read all posts, whatever indexes
 * there were and whoever wrote the code; connections were reused; and users got what they asked
 * for.
 */
function hasOnlyFix1(result: Result): boolean {
  return (
    readsAllPosts(result) &&
    result.evidence.connectionsOpened <= result.requests * maxConnectionsPerRequest &&
    result.successRate >= reliableSuccessRate
  );
}

/**
 * The newest earlier results of the lab on the same machine, with as many users and posts (within
 * 1 %: users post): of the broken stage, preferably with the lab's own code, and with fix 1 alone.
 */
export function findEarlier(
  results: Result[],
  { target, posts }: Pick<RunningLab, 'target' | 'posts'>,
  lastRun: Result | undefined,
): Evidence['earlier'] {
  const comparable = results.filter(
    (result) =>
      result.target === target &&
      result.id !== lastRun?.id &&
      hasPosts(result, posts, 0.01) &&
      isFullLoadTest(result) &&
      (!lastRun || (result.users === lastRun.users && result.machine.cores === lastRun.machine.cores)),
  );
  const broken = comparable.filter(({ stage }) => stage === 'broken');
  return {
    broken:
      broken.findLast((result) => !isFromLearner(result)) ??
      broken.findLast(({ successRate }) => successRate >= reliableSuccessRate),
    pooled: comparable.findLast(hasOnlyFix1),
  };
}
