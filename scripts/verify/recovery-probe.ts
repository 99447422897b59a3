import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiRole } from '../../db-migrations/src/names.ts';
import { countApiSessions } from './count-sessions.ts';
import type { RecoveryEvidence, RecoveryFailure } from './evidence.ts';
import { withLockedTables } from './lock-tables.ts';
import { mixedRoute, sendTo } from './routes-probe.ts';
import { excerpt, isAlive, succeeded } from './send-request.ts';

/** How long the API may take to serve again, and to answer one request. */
const recoveryMs = 5500;
const answerMs = 3000;
/**
 * How long the API may take until it has opened as many connections as before: a busy machine is
 * slow.
 */
const reopenMs = 8000;
const feedsPerRound = 4;
/** Enough that each pool of an API with several of them is as busy as in the first lock. */
const fullHouse = 120;
const pollEveryMs = 50;
/** How long to wait until the sessions have ended, and then until the API has noticed. */
const goneMs = 2000;
const noticedMs = 250;

const terminateSessions = `
SELECT count(pg_terminate_backend(pid, $2))::integer AS count
FROM pg_stat_activity
WHERE usename = $1 AND datname = current_database()`;

/** Writes a post, then requests a list and some feeds, which must show it. Resolves to what is wrong. */
async function tryRound(address: string): Promise<string | undefined> {
  const limit = () => AbortSignal.timeout(answerMs);
  const posted = await sendTo(address, '/posts', limit());
  const others = await Promise.all([
    sendTo(address, '/users/1/posts', limit()),
    ...Array.from({ length: feedsPerRound }, () => sendTo(address, '/feed', limit())),
  ]);
  const responses = [posted, ...others];
  const failed = responses.filter((response) => !succeeded(response));
  const [first] = failed;
  if (first) {
    const answer = first.status === 0 ? `no answer (${first.body})` : `status ${first.status}, ${excerpt(first.body)}`;
    return `${failed.length} of ${responses.length} requests failed, the first with ${answer}`;
  }
  const { id } = posted.body as { id: number };
  const stale = others.find(({ body }) => !(body as { id: number }[]).some((post) => post.id === id));
  return stale && `post ${id} was missing in a list or a feed that was requested after it had been written`;
}

/** Tries rounds of requests until one succeeds. Resolves to the failure if none does in time. */
async function waitUntilServed(
  address: string,
  after: string,
  signal: AbortSignal,
): Promise<RecoveryFailure | undefined> {
  const endsAtMs = performance.now() + recoveryMs;
  let problem: string | undefined;
  do {
    signal.throwIfAborted();
    problem = await tryRound(address);
    if (!problem) return undefined;
    await wait(pollEveryMs, undefined, { signal });
  } while (performance.now() < endsAtMs);
  if (!(await isAlive(address))) return { kind: 'ended', text: `the API no longer answers anything after ${after}` };
  return { kind: 'silent', text: `5 s after ${after}, ${problem}` };
}

/**
 * Locks all tables again, sends requests, and waits for up to eight seconds until `wanted` of their
 * queries are in the database. `whileWaiting` gets the most that were. Then the clients leave.
 */
async function lockAgain(
  address: string,
  client: pg.ClientBase,
  { requests, wanted }: { requests: number; wanted: number },
  signal: AbortSignal,
  whileWaiting: (waiting: number) => Promise<RecoveryFailure | undefined>,
): Promise<{ failure: RecoveryFailure | undefined; fromMemory: number }> {
  const leave = new AbortController();
  const until = AbortSignal.any([signal, leave.signal]);
  let responses: Promise<unknown> = Promise.resolve();
  let fromMemory = 0;
  // Users who got an error ask again: a connection that was still being opened then is there now.
  const askUntilLeaving = async (number: number) => {
    while (!until.aborted) {
      const response = await sendTo(address, mixedRoute(number, 3), until);
      if (succeeded(response) && !until.aborted) fromMemory += 1;
      await wait(pollEveryMs);
    }
  };
  const locked = await withLockedTables(client, async () => {
    responses = Promise.allSettled(Array.from({ length: requests }, (_, number) => askUntilLeaving(number)));
    const endsAtMs = performance.now() + reopenMs;
    let most = 0;
    while (most < wanted && performance.now() < endsAtMs) {
      await wait(pollEveryMs, undefined, { signal });
      most = Math.max(most, (await countApiSessions(client)).waiting);
    }
    const failure = await whileWaiting(most);
    // Before the lock is released: what is answered after that may have been read.
    leave.abort();
    return failure;
  }).finally(async () => {
    leave.abort();
    await responses;
  });
  return { failure: locked === 'not granted' ? undefined : locked, fromMemory };
}

/**
 * Whether the API serves again after the tables were locked, with as many connections as before,
 * and after the server ended its sessions, first while they were busy and then while they were
 * idle.
 * @param waitedBefore the queries that waited at once in the first lock
 */
export async function probeRecovery(
  address: string,
  client: pg.ClientBase,
  waitedBefore: number,
  signal: AbortSignal,
): Promise<RecoveryEvidence> {
  const endSessions = async (): Promise<undefined> => {
    await client.query(terminateSessions, [apiRole, goneMs]);
    await wait(noticedMs, undefined, { signal });
  };
  const compare = async (waiting: number): Promise<RecoveryFailure | undefined> => {
    if (waiting >= waitedBefore) return undefined;
    const text = `at first, ${waitedBefore} queries ran at once; later, only ${waiting}`;
    return { kind: 'fewer connections', text };
  };
  const full = { requests: fullHouse, wanted: waitedBefore };
  // Fewer than there are connections, and then a pause: node-postgres may give a connection that
  // the server has just ended to the next request, and then emits an error that no pool listens to.
  const few = Math.max(1, Math.floor(waitedBefore / 2));
  const survived: string[] = [];
  let fromMemory = 0;
  const lock = async (...[sizes, whileWaiting]: [typeof full, Parameters<typeof lockAgain>[4]]) => {
    const locked = await lockAgain(address, client, sizes, signal, whileWaiting);
    fromMemory += locked.fromMemory;
    return locked.failure;
  };
  const troubles: [after: string, cause: () => Promise<RecoveryFailure | undefined>][] = [
    ['the tables were locked', async () => undefined],
    ['they were locked again', () => lock(full, compare)],
    ['the server ended its sessions during a query', () => lock({ requests: few, wanted: few }, endSessions)],
    ['the server ended its idle sessions', endSessions],
    ['they were locked once more', () => lock(full, compare)],
  ];
  for (const [after, cause] of troubles) {
    const failure = (await cause()) ?? (await waitUntilServed(address, after, signal));
    if (failure) return { survived, failure, fromMemory };
    survived.push(after);
  }
  return { survived, failure: undefined, fromMemory };
}
