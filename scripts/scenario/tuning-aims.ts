import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { storyUsers } from './story.ts';

/** Mean latency of the pooled stage; the table is resized only outside the accepted range. */
const wantedPooledMs = 500;
const acceptedPooledMs = { from: 420, to: 620 };
const smallestTable = defaultSeed.posts;
/** If the query is still fast with this many posts, it does not scan the table. */
const largestTable = 1_000_000;
/**
 * A login that takes longer than 150 ms is abandoned, so 100 users attempt at least 670 per second.
 * On a machine that can do a third of that, most are abandoned and hardly any request succeeds.
 */
const wantedConnectionsPerSecond = 220;

/** The number of attempts, rounded down, for the reasons that the lab prints. */
export const attemptedConnectionsPerSecond = 600;

export const clampPosts = (posts: number): number => Math.min(largestTable, Math.max(smallestTable, posts));

/** Latency in the pooled stage: users divided by queries per second (Little's law). */
export function expectedPooledMs(queriesPerSecond: number): number {
  return (storyUsers / queriesPerSecond) * 1000;
}

/** The number of posts to try next; the same number if the latency is acceptable. */
export function nextPosts(posts: number, queriesPerSecond: number): number {
  const expectedMs = expectedPooledMs(queriesPerSecond);
  if (expectedMs >= acceptedPooledMs.from && expectedMs <= acceptedPooledMs.to) return posts;
  return clampPosts(Math.round((posts * wantedPooledMs) / expectedMs / 1000) * 1000);
}

/** The iterations to try next; the same number if logins are expensive enough. Never fewer. */
export function nextScramIterations(iterations: number, connectionsPerSecond: number): number {
  const factor = connectionsPerSecond / wantedConnectionsPerSecond;
  if (factor <= 1) return iterations;
  // Hashing is only part of a login, so one step may fall short. The limit of 4 avoids excess.
  return Math.round(iterations * Math.min(4, Math.max(1.5, factor)));
}
