import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { storyUsers } from './thresholds.ts';

/** The pooled stage shall take about half a second per request. Outside this range the table is made larger, or smaller again. */
const wantedPooledMs = 500;
const acceptedPooledMs = { from: 420, to: 620 };
const smallestTable = defaultSeed.posts;
/** More than the fastest machine needs. A query that stays quick beyond it does not scan the table, and no number of posts would help. */
const largestTable = 1_000_000;
/**
 * A hundred users who give up after 150 ms dial 670 times a second. Where a third of that is possible the rest waits, the wait
 * passes 150 ms, and work is spent on logins that nobody waits for any more: hardly any succeeds.
 */
const wantedConnectionsPerSecond = 220;

const clamp = (posts: number) => Math.min(largestTable, Math.max(smallestTable, posts));

/** Where to begin: what an earlier run chose is a good guess, and saves filling the tables twice. */
export const firstPosts = (present: number): number => clamp(present);

/** How long a request waits in the pooled stage: the users divided by the queries per second (Little's law). */
export function expectedPooledMs(queriesPerSecond: number): number {
  return (storyUsers / queriesPerSecond) * 1000;
}

/** The number of posts to try next, or the same number when it is right or there is no better one. A scan grows with its table. */
export function nextPosts(posts: number, queriesPerSecond: number): number {
  const expectedMs = expectedPooledMs(queriesPerSecond);
  if (expectedMs >= acceptedPooledMs.from && expectedMs <= acceptedPooledMs.to) return posts;
  return clamp(Math.round((posts * wantedPooledMs) / expectedMs / 1000) * 1000);
}

/** The rounds of hashing to try next, or the same number when a login is dear enough. They are never made fewer. */
export function nextScramIterations(iterations: number, connectionsPerSecond: number): number {
  const tooMany = connectionsPerSecond / wantedConnectionsPerSecond;
  if (tooMany <= 1) return iterations;
  // Hashing is only a part of a login, so that the first steps fall short; never more than fourfold, so that none goes too far.
  return Math.round(iterations * Math.min(4, Math.max(1.5, tooMany)));
}
