import { defaultScramIterations } from '../../../db-migrations/src/roles.ts';
import { defaultSeed } from '../../../db-migrations/src/seed.ts';
import { formatCount, formatMilliseconds } from '../../lib/format.ts';
import type { Report } from '../../lib/report.ts';
import type { Tuning } from '../../results/result.ts';
import { storyUsers } from '../../scenario/thresholds.ts';
import { expectedPooledMs, firstPosts, nextPosts, nextScramIterations } from '../../scenario/tuning-aims.ts';
import { fillTables } from './fill-tables.ts';
import { measureConnections, measureQueries } from './measure-costs.ts';

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
  const fillAndMeasure = async (choose: (present: number) => number) => {
    const posts = await fillTables(ownerUrl, choose, report, signal);
    const cost = await report.step('Measure the feed query: alone, then on 10 connections at once', () =>
      measureQueries(apiUrl, signal),
    );
    return { posts, ...cost };
  };
  let measured = await fillAndMeasure((present) => fixed ?? firstPosts(present));
  for (let attempt = 1; attempt < attempts && !fixed; attempt += 1) {
    const wanted = nextPosts(measured.posts, measured.queriesPerSecond);
    if (wanted === measured.posts) break;
    measured = await fillAndMeasure(() => wanted);
  }
  const { posts, queryMs, queriesPerSecond } = measured;
  const cost = `the feed query takes ${formatMilliseconds(queryMs)} alone and ${formatCount(queriesPerSecond)} fit into a second, so ${storyUsers} users will wait about ${formatMilliseconds(expectedPooledMs(queriesPerSecond))} each`;
  const choice = fixed
    ? 'as POSTS says'
    : posts === defaultSeed.posts
      ? 'the usual number'
      : 'chosen so that the scan is slow enough to be felt on this machine';
  return { posts, reason: `${formatCount(posts)} posts (${choice}): ${cost}.` };
}

/** Chooses how dear a login is, by measuring how many this machine can do in a second. */
async function tuneLogins(
  { apiUrl, scramIterations: fixed, setScramIterations }: Tunable,
  report: Report,
  signal: AbortSignal,
): Promise<{ scramIterations: number; reason: string }> {
  const setAndMeasure = async (scramIterations: number) => {
    await setScramIterations(scramIterations);
    const title = `Measure a database login (${formatCount(scramIterations)} rounds of hashing): alone, then 10 at once`;
    return { scramIterations, ...(await report.step(title, () => measureConnections(apiUrl, signal))) };
  };
  let measured = await setAndMeasure(fixed ?? defaultScramIterations);
  for (let attempt = 1; attempt < attempts && !fixed; attempt += 1) {
    const wanted = nextScramIterations(measured.scramIterations, measured.connectionsPerSecond);
    if (wanted === measured.scramIterations) break;
    measured = await setAndMeasure(wanted);
  }
  const { scramIterations, connectMs, connectionsPerSecond } = measured;
  const cost = `one login takes ${formatMilliseconds(connectMs)} alone and ${formatCount(connectionsPerSecond)} fit into a second; ${storyUsers} users who open a connection per request ask for more than 600`;
  const choice = fixed
    ? 'as SCRAM_ITERATIONS says'
    : scramIterations === defaultScramIterations
      ? "PostgreSQL's default"
      : "above PostgreSQL's default of 4,096, because this machine would hide the cost of connecting";
  return {
    scramIterations,
    reason: `${formatCount(scramIterations)} rounds of hashing per login (${choice}): ${cost}.`,
  };
}

/** Makes both faults show on this machine, whatever it is, with real work only: more rows to scan, a dearer login. */
export async function tune(tunable: Tunable, report: Report, signal: AbortSignal): Promise<Tuning> {
  const logins = await tuneLogins(tunable, report, signal);
  const table = await tunePosts(tunable, report, signal);
  return { scramIterations: logins.scramIterations, posts: table.posts, reasons: [logins.reason, table.reason] };
}
