import type pg from 'pg';
import { lockForVerify } from '../../db-migrations/src/verify-session.ts';
import { requireApiDescriptors, requireCapacity } from '../load/require-capacity.ts';
import { storyUsers } from '../scenario/story.ts';
import { explainVerifyRunning } from '../targets/explain-verify-running.ts';
import { requireSeeded } from '../targets/require-seeded.ts';
import type { Target, TargetContext } from '../targets/target.ts';
import { type CleanedUp, withCleanUp } from './clean-up.ts';
import { probeContract } from './contract-probe.ts';
import { probeCrowd } from './crowd-probe.ts';
import type { Evidence, HarmfulWrite } from './evidence.ts';
import { probeFreshness, probeSettled } from './freshness-probe.ts';
import { findHarmfulWrite } from './harmful-write.ts';
import { withVerifyNote } from './interrupted-verify.ts';
import { createLatePosts } from './late-posts.ts';
import { lockRequests, probeLockedTables } from './lock-probe.ts';
import { reusesConnections } from './logins.ts';
import { probeQuietly } from './quiet-probe.ts';
import { readFacts } from './read-facts.ts';
import { probeRecovery } from './recovery-probe.ts';
import { sendRequest, succeeded } from './send-request.ts';
import { countLostInCrash, readStoredAgain } from './stored-probe.ts';
import { waitForFeed } from './wait-for-feed.ts';
import { findRestart, watchApi, withLastLogLine } from './watch-api.ts';

/** The target with all of its statements on one connection: there may be no other left. */
const onConnection = (target: Target, client: pg.Client): Target => ({
  ...target,
  query: async <Row>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows as Row[],
});

/** Where verify runs, and where results and notes are kept. */
export interface VerifyContext extends TargetContext {
  resultsFolder: string;
  labFolder: string;
}

/**
 * Requests that may be running or in line when a probe ends; the next one waits for all of them.
 */
const requestsInFront = 20;
/** Even if the feed reads a huge table. */
const maxSlowMs = 60_000;

/** Posts that the API writes while nobody else is there, to see whether it waits for the disk. */
const quietPosts = 10;

/** Ten feeds at once may then take longer than the API lets a query run. */
const slowCrowdMs = 1000;
/** One that fails sooner has no feed, or no connection. */
const slowFeedMs = 5000;

/**
 * How long the feed takes while nobody else reads it; 0 if there is none. Not for the first
 * request, which may open a connection. A query may be so slow that it is canceled.
 */
async function timeFeed(address: string): Promise<number> {
  const startedMs = performance.now();
  const isServed = succeeded(await sendRequest(address, '/feed'));
  const tookMs = performance.now() - startedMs;
  return isServed || tookMs > slowFeedMs ? tookMs : 0;
}

/** Sends requests to the API, while the database is well, busy, and in trouble. */
async function probe(
  address: string,
  client: pg.Client,
  { target, report, signal }: TargetContext,
  processes: number,
  posts: number,
) {
  const slowMs = Math.round(Math.min(maxSlowMs, requestsInFront * (await timeFeed(address))));
  const latePosts = createLatePosts();
  const { phase, failure } = watchApi(address, report, slowMs, signal);
  const contract = await phase('Send the requests of the contract', () => probeContract(address, client));
  const written = await phase('Write posts, look for them in the feed, and delete them', async () => ({
    feed: await probeFreshness(address, client),
    lostInCrash: await countLostInCrash(address, client, quietPosts, signal),
  }));
  const few = await phase('Send requests to each route as two users', () =>
    probeQuietly(address, client, posts, target.metrics, signal),
  );
  const many = await phase(`Read and write as ${storyUsers} users`, async () => ({
    ...(await probeCrowd(address, client, signal)),
    fresh: await probeSettled(address, client, 'after many posts had been written and deleted at once'),
  }));
  const logins = [few, many, contract]
    .flatMap((probed) => probed?.logins ?? [])
    // If nothing is served because each feed takes seconds, that says nothing about connections.
    .filter(({ requests }) => requests > 0 || slowMs < requestsInFront * slowCrowdMs);
  const locked = reusesConnections(logins)
    ? await phase('Lock the tables for a few seconds, and count the queries that wait', () =>
        probeLockedTables(address, client, processes, latePosts, signal),
      )
    : undefined;
  const lock = locked === 'not granted' ? undefined : locked;
  const recovery = lock
    ? await phase('See whether the API recovers, even after it has lost its connections', async () => ({
        ...(await probeRecovery(address, client, lock, slowMs, latePosts, signal)),
        fresh: await probeSettled(address, client, 'after the API had lost its connections'),
      }))
    : undefined;
  const late = await latePosts.waitForAll(client, signal);
  const feed = written && {
    ...written.feed,
    fresh: [written.feed, many, recovery].flatMap((probed) => probed?.fresh ?? []),
  };
  const evidence = {
    contract: [...(contract?.violations ?? []), ...(written?.feed.pages ?? [])],
    lostInCrash: written && written.lostInCrash + (many?.lostInCrash ?? 0),
    feed,
    logins,
    quiet: few?.quiet,
    reads: few?.reads,
    bursts: few?.bursts ?? [],
    crowd: many?.crowd,
    lock,
    lockRefused: locked === 'not granted',
    recovery: {
      survived: recovery?.survived ?? [],
      failure: failure() ?? recovery?.failure,
      fromMemory: recovery?.fromMemory ?? 0,
      oneByOne: recovery?.oneByOne ?? [],
    },
  };
  return { evidence, late, unloggedRead: few?.unloggedRead ?? [] };
}

/**
 * Sends requests for fifteen to twenty-five seconds, and queries the database. Leaves nothing
 * behind, or says what. If a post harms others, does no more than to find that out. If the API
 * stops serving partway through, the evidence that would have followed is undefined.
 * @param started when nothing else of this process uses the API or the database any more
 * @throws {LabError} `seed_unfinished`
 */
export async function gatherEvidence(
  context: VerifyContext,
  started: Promise<void>,
): Promise<CleanedUp<Evidence | HarmfulWrite>> {
  await requireCapacity(lockRequests, () => 0, { usersAreFixed: true });
  const atSeconds = Date.now() / 1000;
  const metrics = await context.target.metrics();
  requireApiDescriptors(metrics, lockRequests, 1, { usersAreFixed: true });
  return context.target.withDatabase((client) =>
    context.target.withApi(async (address) => {
      const target = onConnection(context.target, client);
      let left: string[] = [];
      async function gather(): Promise<Evidence | HarmfulWrite> {
        const read = await readFacts(target, client, metrics, context.resultsFolder);
        const { facts, seedSize, processes, startedAtSeconds } = read;
        await started;
        await waitForFeed(address, context.report, context.signal);
        const harm = await findHarmfulWrite(address, client);
        if (harm) return { ...facts, harm };
        const { evidence, late, unloggedRead } = await probe(
          address,
          client,
          { ...context, target },
          processes,
          facts.stored.posts,
        );
        left = late;
        const { recovery, ...probed } = evidence;
        const failure = recovery.failure
          ? await withLastLogLine(recovery.failure, target)
          : await findRestart(target, { atSeconds, startedAtSeconds, processes });
        // What nobody's first post has done, the thousandth may have.
        const stored = await readStoredAgain(client, facts.stored, seedSize, unloggedRead);
        return { ...facts, ...probed, stored, recovery: { ...recovery, failure } };
      }
      await requireSeeded(client, target.name);
      // Before the note: if another verify is running, this one has nothing to clean up.
      await explainVerifyRunning(lockForVerify(client));
      const cleanedUp = await withVerifyNote(context.labFolder, target.name, (note) =>
        withCleanUp(client, note, gather),
      );
      return { ...cleanedUp, left: [...left, ...cleanedUp.left] };
    }),
  );
}
