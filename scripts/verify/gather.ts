import type pg from 'pg';
import { explainFeed } from '../measure/explain-feed.ts';
import { readResults } from '../results/results-folder.ts';
import { storyUsers } from '../scenario/thresholds.ts';
import { readRunningState } from '../targets/running-state.ts';
import type { TargetContext } from '../targets/target.ts';
import { runBurst } from './burst.ts';
import { keepsConnections } from './connections.ts';
import { askContract } from './contract.ts';
import type { Evidence, PostsIndex } from './evidence.ts';
import { lookForNewPosts } from './fresh.ts';
import { findEarlier, findLastRun, type Now } from './last-run.ts';
import { lockTables } from './lock.ts';
import { countRows } from './rows.ts';

/** Every index on posts but those of its constraints. */
const postsIndexes = `
SELECT indexrelid::regclass::text AS name, indisvalid AS valid, pg_get_indexdef(indexrelid) AS definition
FROM pg_index
WHERE indrelid = 'public.posts'::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY 1`;

// The story's users, whatever USERS is: fewer might all find a connection, and nobody would wait in line.
const users = storyUsers;

async function readIndexes(client: pg.ClientBase): Promise<PostsIndex[]> {
  return (await client.query<PostsIndex>(postsIndexes)).rows;
}

/** Gathers the evidence from the running lab: about ten seconds of requests, and questions to the database. Leaves nothing behind. */
export async function gatherEvidence({
  target,
  resultsFolder,
  report,
  signal,
}: TargetContext & { resultsFolder: string }): Promise<Evidence> {
  const state = await readRunningState(target);
  const plan = await explainFeed(target);
  return target.withDatabase((client) =>
    target.withApi(async (address) => {
      const rows = await countRows(client, await target.tuning());
      const contract = await report.step('Ask for everything that the API promises', () => askContract(address));
      const { correct, fresh } = await report.step('Write posts, look for them in the feed, and take them away', () =>
        lookForNewPosts(address, client),
      );
      signal.throwIfAborted();
      const quiet = await report.step('A few seconds of two users', () => runBurst(address, client, 2, signal));
      const crowd = await report.step(`A few seconds of ${users} users`, () =>
        runBurst(address, client, users, signal),
      );
      const lock = keepsConnections(quiet)
        ? await report.step('Lock the tables for a moment, and see who waits', () =>
            lockTables(address, client, users, signal),
          )
        : undefined;
      const metrics = await target.metrics();
      const processes = metrics.filter(({ name }) => name === 'feed_build_info').length;
      const now: Now = { target: target.name, state, metrics, plan, posts: rows.posts };
      const { results } = readResults(resultsFolder);
      const lastRun = findLastRun(results, now);
      const earlier = findEarlier(results, now, lastRun);
      const indexes = await readIndexes(client);
      return {
        state,
        contract,
        rows,
        correct,
        fresh,
        quiet,
        crowd,
        lock: lock && { ...lock, processes },
        plan,
        indexes,
        lastRun,
        earlier,
      };
    }),
  );
}
