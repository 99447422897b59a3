import type pg from 'pg';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { requireApiDescriptors, requireCapacity } from '../load/require-capacity.ts';
import { explainFeed } from '../measure/explain-feed.ts';
import { readSchemaFingerprint } from '../measure/schema-fingerprint.ts';
import { readResults } from '../results/results-folder.ts';
import { storyUsers } from '../scenario/story.ts';
import { readRunningState } from '../targets/running-state.ts';
import type { TargetContext } from '../targets/target.ts';
import { probeContract } from './contract-probe.ts';
import type { Evidence } from './evidence.ts';
import { probeFreshness } from './freshness-probe.ts';
import { findEarlier, findLastRun } from './last-run.ts';
import { probeLoad } from './load-probe.ts';
import { probeLockedTables } from './lock-probe.ts';
import { reusesConnections } from './pool-checks.ts';
import { readPostsIndexes } from './posts-indexes.ts';
import { probeQuietLoad } from './quiet-load-probe.ts';

/** The seed's posts have the ids from 1 to $1, without a gap; those of users have larger ones. */
const countPosts = `
SELECT count(*)::integer AS posts, (count(*) FILTER (WHERE id <= $1))::integer AS seeded FROM posts`;

// USERS= does not change it: fewer users might all find a free connection.
const users = storyUsers;

async function readPostCounts(client: pg.ClientBase, expected: number): Promise<Evidence['rows']> {
  const { rows } = await client.query<Omit<Evidence['rows'], 'expected'>>(countPosts, [expected]);
  if (!rows[0]) throw new Error('count(*) returned no row');
  return { ...rows[0], expected };
}

/** Sends requests for ten to twenty seconds, and queries the database. Leaves nothing behind. */
export async function gatherEvidence({
  target,
  resultsFolder,
  report,
  signal,
}: TargetContext & { resultsFolder: string }): Promise<Evidence> {
  await requireCapacity(users, () => 0, { usersAreFixed: true });
  requireApiDescriptors(await target.metrics(), users, 2, { usersAreFixed: true });
  const state = await readRunningState(target);
  const plan = await explainFeed(target);
  const schemaFingerprint = await target.withDatabase(readSchemaFingerprint);
  return target.withDatabase((client) =>
    target.withApi(async (address) => {
      const rows = await readPostCounts(client, (await target.tuning())?.posts ?? defaultSeed.posts);
      const contract = await report.step('Send the requests of the contract', () => probeContract(address, client));
      const feed = await report.step('Write posts, look for them in the feed, and delete them', () =>
        probeFreshness(address, client),
      );
      signal.throwIfAborted();
      const quiet = await report.step('Send requests as two users for a few seconds', () =>
        probeQuietLoad(address, client, signal),
      );
      const crowd = await report.step(`Send requests as ${users} users for a few seconds`, () =>
        probeLoad(address, users, signal),
      );
      const locked = reusesConnections(quiet)
        ? await report.step('Lock the tables for a few seconds, and count the queries that wait', () =>
            probeLockedTables(address, client, users, signal),
          )
        : undefined;
      const metrics = await target.metrics();
      const processes = metrics.filter(({ name }) => name === 'feed_build_info').length;
      const running = { target: target.name, state, metrics, plan, posts: rows.posts, schemaFingerprint };
      const { results } = readResults(resultsFolder);
      const lastRun = findLastRun(results, running);
      const earlier = findEarlier(results, running, lastRun);
      const indexes = await readPostsIndexes(client);
      const { postsRead, feedsRead } = quiet;
      const reads = { rows: postsRead, feeds: feedsRead, rowsForWrites: 0, writes: 0, otherClients: [] };
      const lock = locked && { ...locked, processes };
      return { state, contract, rows, ...feed, quiet, crowd, lock, reads, plan, indexes, lastRun, earlier };
    }),
  );
}
