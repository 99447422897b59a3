import { withClient } from '../../../db-migrations/src/database-access.ts';
import { defaultScramIterations } from '../../../db-migrations/src/roles.ts';
import { defaultSeed, seededRows } from '../../../db-migrations/src/seed.ts';
import { formatCount, formatMilliseconds } from '../../lib/format.ts';
import type { Report } from '../../lib/report.ts';
import type { Tuning } from '../target.ts';
import { fillTables } from './fill-tables.ts';
import { type Costs, measureConnections, measureQueries } from './measure.ts';

/** The story is told with a hundred users; USERS= changes a load test, not the machine. */
const storyUsers = 100;
/**
 * The pooled stage shall take about half a second per request. While the users keep ten connections busy, that is users
 * divided by queries per second (Little's law). Outside this range the table is made larger, or smaller again.
 */
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
const attempts = 5;

export interface Tunable {
  apiUrl: string;
  ownerUrl: string;
  /** Sets what the API's login costs. */
  setScramIterations(iterations: number): Promise<void>;
  /** Fixed by the person; undefined to choose. */
  posts: number | undefined;
  scramIterations: number | undefined;
}

/** Chooses how many posts there are, by measuring what the feed query costs without the index. */
async function tunePosts(
  { apiUrl, ownerUrl, posts: fixed }: Tunable,
  report: Report,
  signal: AbortSignal,
): Promise<{ posts: number; reason: string }> {
  // What an earlier run chose is a good guess, and saves filling the tables twice.
  const { posts: present } = await withClient(ownerUrl, seededRows);
  let posts = fixed ?? Math.min(largestTable, Math.max(smallestTable, present));
  let cost: Pick<Costs, 'queryMs' | 'queriesPerSecond'> | undefined;
  let expectedMs = Number.NaN;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await fillTables(ownerUrl, posts, report, signal);
    cost = await report.step('Measure the feed query: alone, then on 10 connections at once', () =>
      measureQueries(apiUrl, signal),
    );
    expectedMs = (storyUsers / cost.queriesPerSecond) * 1000;
    if (fixed || (expectedMs >= acceptedPooledMs.from && expectedMs <= acceptedPooledMs.to)) break;
    const inProportion = Math.round((posts * wantedPooledMs) / expectedMs / 1000) * 1000;
    const wanted = Math.min(largestTable, Math.max(smallestTable, inProportion));
    if (wanted === posts || attempt === attempts) break;
    posts = wanted;
  }
  const measured = `the feed query takes ${formatMilliseconds(cost?.queryMs ?? 0)} alone and ${formatCount(cost?.queriesPerSecond ?? 0)} fit into a second, so ${storyUsers} users will wait about ${formatMilliseconds(expectedMs)} each`;
  const choice = fixed
    ? 'as POSTS says'
    : posts === smallestTable
      ? 'the usual number'
      : 'chosen so that the scan is slow enough to be felt on this machine';
  return { posts, reason: `${formatCount(posts)} posts (${choice}): ${measured}.` };
}

/** Chooses how dear a login is, by measuring how many this machine can do in a second. */
async function tuneLogins(
  { apiUrl, scramIterations: fixed, setScramIterations }: Tunable,
  report: Report,
  signal: AbortSignal,
): Promise<{ scramIterations: number; reason: string }> {
  let scramIterations = fixed ?? defaultScramIterations;
  let cost: Pick<Costs, 'connectMs' | 'connectionsPerSecond'> | undefined;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await setScramIterations(scramIterations);
    cost = await report.step(
      `Measure a database login (${formatCount(scramIterations)} rounds of hashing): alone, then 10 at once`,
      () => measureConnections(apiUrl, signal),
    );
    if (fixed || cost.connectionsPerSecond <= wantedConnectionsPerSecond || attempt === attempts) break;
    // Hashing is only a part of a login, so that the first steps fall short; never more than fourfold, so that none goes too far.
    scramIterations = Math.round(
      scramIterations * Math.min(4, Math.max(1.5, cost.connectionsPerSecond / wantedConnectionsPerSecond)),
    );
  }
  const measured = `one login takes ${formatMilliseconds(cost?.connectMs ?? 0)} alone and ${formatCount(cost?.connectionsPerSecond ?? 0)} fit into a second; ${storyUsers} users who open a connection per request ask for more than 600`;
  const choice =
    fixed !== undefined
      ? 'as SCRAM_ITERATIONS says'
      : scramIterations === defaultScramIterations
        ? "PostgreSQL's default"
        : "above PostgreSQL's default of 4,096, because this machine would hide the cost of connecting";
  return {
    scramIterations,
    reason: `${formatCount(scramIterations)} rounds of hashing per login (${choice}): ${measured}.`,
  };
}

/** Makes both faults show on this machine, whatever it is, with real work only: more rows to scan, a dearer login. */
export async function tune(tunable: Tunable, report: Report, signal: AbortSignal): Promise<Tuning> {
  const logins = await tuneLogins(tunable, report, signal);
  const table = await tunePosts(tunable, report, signal);
  return { scramIterations: logins.scramIterations, posts: table.posts, reasons: [logins.reason, table.reason] };
}
