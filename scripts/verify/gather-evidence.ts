import pg from 'pg';
import { lockForVerify } from '../../db-migrations/src/verify-session.ts';
import { latestStartSeconds, type Sample } from '../lib/metrics.ts';
import { requireApiDescriptors, requireCapacity } from '../load/require-capacity.ts';
import { explainFeed } from '../measure/explain-feed.ts';
import { readSchemaFingerprint } from '../measure/schema-fingerprint.ts';
import type { PlanSummary } from '../results/result.ts';
import { readResults } from '../results/results-folder.ts';
import { storyUsers } from '../scenario/story.ts';
import { explainVerifyRunning } from '../targets/explain-verify-running.ts';
import { readRunningState } from '../targets/running-state.ts';
import type { Target, TargetContext } from '../targets/target.ts';
import { type CleanedUp, withCleanUp } from './clean-up.ts';
import { probeContract } from './contract-probe.ts';
import { probeCrowd } from './crowd-probe.ts';
import type { Evidence, ReadsEvidence } from './evidence.ts';
import { probeFreshness, probeSettled } from './freshness-probe.ts';
import { withVerifyNote } from './interrupted-verify.ts';
import { findEarlier, findLastRun } from './last-run.ts';
import { lockRequests, probeLockedTables } from './lock-probe.ts';
import { reusesConnections } from './logins.ts';
import { readPostsIndexes } from './posts-indexes.ts';
import { probeQuietly } from './quiet-probe.ts';
import { probeRecovery } from './recovery-probe.ts';
import { countLostInCrash, readStored } from './stored-probe.ts';
import { findRestart, watchApi, withLastWords } from './watch-api.ts';

/** The target with all of its statements on one connection: there may be no other left. */
const onConnection = (target: Target, client: pg.Client): Target => ({
  ...target,
  query: async <Row>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows as Row[],
});

/** The query in the checkout need not be the one that the API runs, and need not even be valid. */
const explainCheckout = (target: Target, posts: number): Promise<PlanSummary> =>
  explainFeed(target).catch((error) => {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const node = `not known, because PostgreSQL rejects the query in the checkout (${error.message})`;
    return {
      node,
      index: null,
      executionMs: 0,
      rowsRead: posts,
      lines: [],
      tree: { node, rows: 0, loops: 0, ms: 0, children: [] },
    };
  });

/** What can be known without a request: the database, its plan, and earlier load tests. */
async function readFacts(target: Target, client: pg.Client, metrics: Sample[], resultsFolder: string) {
  const state = await readRunningState(target);
  const stored = await readStored(client, await target.seedSize());
  const plan = await explainCheckout(target, stored.posts);
  const indexes = await readPostsIndexes(client);
  const schemaFingerprint = await readSchemaFingerprint(client);
  const running = { target: target.name, state, metrics, plan, posts: stored.posts, schemaFingerprint };
  const { results } = readResults(resultsFolder);
  const lastRun = findLastRun(results, running);
  const processes = metrics.filter(({ name }) => name === 'feed_build_info').length;
  const startedAtSeconds = latestStartSeconds(metrics);
  const facts = { state, plan, stored, indexes, lastRun, earlier: findEarlier(results, running, lastRun) };
  return { facts, processes, startedAtSeconds };
}

/** Where verify runs, and where results and notes are kept. */
export interface VerifyContext extends TargetContext {
  resultsFolder: string;
  labFolder: string;
}

const nothingRead: ReadsEvidence = { rows: 0, feeds: 0, rowsForWrites: 0, writes: 0, otherClients: [] };

/** Sends requests to the API, while the database is well, busy, and in trouble. */
async function probe(address: string, client: pg.Client, { target, report, signal }: TargetContext) {
  const { phase, failure } = watchApi(address, report, signal);
  const contract = await phase('Send the requests of the contract', () => probeContract(address, client));
  const feed = await phase('Write posts, look for them in the feed, and delete them', async () => ({
    ...(await probeFreshness(address, client)),
    lostInCrash: await countLostInCrash(address, client),
  }));
  const few = await phase('Send requests to each route as two users', () =>
    probeQuietly(address, client, target.metrics, signal),
  );
  const many = await phase(`Read and write as ${storyUsers} users`, async () => ({
    ...(await probeCrowd(address, client, signal)),
    fresh: await probeSettled(address, client, 'after many posts had been written and deleted at once'),
  }));
  const logins = [...(few?.logins ?? []), ...(many ? [many.logins] : [])];
  const lock = reusesConnections(logins)
    ? await phase('Lock the tables for a few seconds, and count the queries that wait', () =>
        probeLockedTables(address, client, signal),
      )
    : undefined;
  const recovery =
    lock && lock !== 'not granted'
      ? await phase('See whether the API recovers, even after it has lost its connections', async () => ({
          ...(await probeRecovery(address, client, lock.waitingAtOnce, signal)),
          fresh: await probeSettled(address, client, 'after the API had lost its connections'),
        }))
      : undefined;
  return {
    contract: contract ?? [],
    lostInCrash: feed?.lostInCrash ?? 0,
    correct: feed?.correct ?? [],
    fresh: [feed, many, recovery].flatMap((probed) => probed?.fresh ?? []),
    logins,
    quiet: few?.quiet,
    reads: few?.reads ?? nothingRead,
    crowd: many?.crowd,
    lock,
    recovery: {
      survived: recovery?.survived ?? [],
      failure: failure() ?? recovery?.failure,
      fromMemory: recovery?.fromMemory ?? 0,
    },
  };
}

/**
 * Sends requests for fifteen to twenty-five seconds, and queries the database. Leaves nothing
 * behind, or says what. If the API ends partway through, the evidence that would have followed is
 * undefined.
 */
export async function gatherEvidence(context: VerifyContext): Promise<CleanedUp<Evidence>> {
  await requireCapacity(lockRequests, () => 0, { usersAreFixed: true });
  const metrics = await context.target.metrics();
  requireApiDescriptors(metrics, storyUsers, 2, { usersAreFixed: true });
  return context.target.withDatabase((client) =>
    context.target.withApi(async (address) => {
      const target = onConnection(context.target, client);
      async function gather(): Promise<Evidence> {
        const { facts, processes, startedAtSeconds } = await readFacts(target, client, metrics, context.resultsFolder);
        const { lock, recovery, ...probed } = await probe(address, client, { ...context, target });
        const failure = recovery.failure
          ? await withLastWords(recovery.failure, target)
          : await findRestart(target, startedAtSeconds);
        return {
          ...facts,
          ...probed,
          lock: lock && lock !== 'not granted' ? { ...lock, processes } : lock,
          recovery: { ...recovery, failure },
        };
      }
      // First: if another verify is running, this one has nothing to note, and nothing to delete.
      await explainVerifyRunning(lockForVerify(client));
      return withVerifyNote(context.labFolder, target.name, (note) => withCleanUp(client, note, gather));
    }),
  );
}
