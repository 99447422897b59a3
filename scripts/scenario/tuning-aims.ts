import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { storyUsers } from './story.ts';

/** Mean latency of the pooled stage; the table is resized only outside the accepted range. */
const wantedPooledMs = 500;
const acceptedPooledMs = { from: 420, to: 620 };
const smallestTable = defaultSeed.posts;
/** A query that is still fast on this many posts does not scan the table. */
const largestTable = 1_000_000;
/**
 * A login that takes longer than 150 ms is given up, so 100 users attempt at least 670 per second.
 * On a machine that can do a third of that, most are given up and hardly any request succeeds.
 */
const wantedConnectionsPerSecond = 220;

/** The attempts in round numbers, as a reason given to people. */
export const attemptedConnectionsPerSecond = 600;

export const clampPosts = (posts: number): number => Math.min(largestTable, Math.max(smallestTable, posts));

/** Latency in the pooled stage: users divided by queries per second (Little's law). */
export function expectedPooledMs(queriesPerSecond: number): number {
  return (storyUsers / queriesPerSecond) * 1000;
}

/** The number of posts to try next; the same number when the latency is accepted. */
export function nextPosts(posts: number, queriesPerSecond: number): number {
  const expectedMs = expectedPooledMs(queriesPerSecond);
  if (expectedMs >= acceptedPooledMs.from && expectedMs <= acceptedPooledMs.to) return posts;
  return clampPosts(Math.round((posts * wantedPooledMs) / expectedMs / 1000) * 1000);
}

/** The iterations to try next; the same number when logins are expensive enough. Never fewer. */
export function nextScramIterations(iterations: number, connectionsPerSecond: number): number {
  const factor = connectionsPerSecond / wantedConnectionsPerSecond;
  if (factor <= 1) return iterations;
  // Hashing is only part of a login, so a step falls short. The limit of 4 avoids overshooting.
  return Math.round(iterations * Math.min(4, Math.max(1.5, factor)));
}
