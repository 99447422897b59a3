import { defaultScramIterations } from '../../../db-migrations/src/roles.ts';
import { defaultSeed } from '../../../db-migrations/src/seed.ts';
import { formatCount, formatMilliseconds } from '../../lib/format.ts';
import type { Report } from '../../lib/report.ts';
import type { Tuning } from '../../results/result.ts';
import { storyUsers } from '../../scenario/story.ts';
import {
  attemptedConnectionsPerSecond,
  clampPosts,
  expectedPooledMs,
  nextPosts,
  nextScramIterations,
} from '../../scenario/tuning-aims.ts';
import type { Settings } from '../../settings/settings.ts';
import { fillTables } from './fill-tables.ts';
import type { LocalAccess } from './local-access.ts';
import { measureConnections, measureQueries } from './measure-costs.ts';

const attempts = 5;

type TunedAccess = Pick<LocalAccess, 'folders' | 'urls' | 'setScramIterations'>;

/** Chooses the number of posts by measuring the feed query without the index. */
async function tunePosts(
  { folders, urls }: TunedAccess,
  fixed: number | undefined,
  report: Report,
  signal: AbortSignal,
) {
  const fillAndMeasure = async (choose: (current: number) => number) => {
    const posts = await fillTables({ ownerUrl: urls().owner, dataFolder: folders.data }, choose, report, signal);
    const cost = await report.step(`Measure this machine (${formatCount(posts)} posts)`, () =>
      measureQueries(urls().api, signal),
    );
    return { posts, ...cost };
  };
  // The number from an earlier run is a good guess, and those posts already exist.
  let measured = await fillAndMeasure((current) => fixed ?? clampPosts(current));
  for (let attempt = 1; attempt < attempts && !fixed; attempt += 1) {
    const wanted = nextPosts(measured.posts, measured.queriesPerSecond);
    if (wanted === measured.posts) break;
    measured = await fillAndMeasure(() => wanted);
  }
  const { posts, queryMs, queriesPerSecond } = measured;
  const cost = `the feed query takes ${formatMilliseconds(queryMs)} alone, and this machine runs ${formatCount(queriesPerSecond)} per second, so each of ${storyUsers} users will wait about ${formatMilliseconds(expectedPooledMs(queriesPerSecond))}`;
  const choice = fixed
    ? 'set by POSTS'
    : posts === defaultSeed.posts
      ? 'the default'
      : 'chosen so that a scan takes long enough to notice on this machine';
  return { posts, reason: `${formatCount(posts)} posts (${choice}): ${cost}.` };
}

/** Chooses the SCRAM iterations by measuring how many logins per second this machine can do. */
async function tuneLogins(access: TunedAccess, fixed: number | undefined, report: Report, signal: AbortSignal) {
  const setAndMeasure = async (scramIterations: number) => {
    await access.setScramIterations(scramIterations);
    // What is measured would give away a cause to learners; `lab` prints the reasons afterwards.
    const title = `Measure this machine (scram_iterations ${formatCount(scramIterations)})`;
    const cost = await report.step(title, () => measureConnections(access.urls().api, signal));
    return { scramIterations, ...cost };
  };
  let measured = await setAndMeasure(fixed ?? defaultScramIterations);
  for (let attempt = 1; attempt < attempts && !fixed; attempt += 1) {
    const wanted = nextScramIterations(measured.scramIterations, measured.connectionsPerSecond);
    if (wanted === measured.scramIterations) break;
    measured = await setAndMeasure(wanted);
  }
  const { scramIterations, connectMs, connectionsPerSecond } = measured;
  const cost = `one login takes ${formatMilliseconds(connectMs)} alone, and this machine manages ${formatCount(connectionsPerSecond)} per second; ${storyUsers} users who open a connection per request attempt more than ${attemptedConnectionsPerSecond}`;
  const choice = fixed
    ? 'set by SCRAM_ITERATIONS'
    : scramIterations === defaultScramIterations
      ? "PostgreSQL's default"
      : `above PostgreSQL's default of ${formatCount(defaultScramIterations)}, because otherwise this machine would hide the cost of connecting`;
  return {
    scramIterations,
    reason: `${formatCount(scramIterations)} rounds of hashing per login (${choice}): ${cost}.`,
  };
}

/** Makes both faults visible on this machine: more rows to scan, more expensive logins. */
export async function tune(
  access: TunedAccess,
  settings: Pick<Settings, 'posts' | 'scramIterations'>,
  report: Report,
  signal: AbortSignal,
): Promise<Tuning> {
  const logins = await tuneLogins(access, settings.scramIterations, report, signal);
  const table = await tunePosts(access, settings.posts, report, signal);
  return { scramIterations: logins.scramIterations, posts: table.posts, reasons: [logins.reason, table.reason] };
}
