import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { errorSchema } from './api-schemas.ts';
import { countApiSessions } from './count-sessions.ts';
import type { LockEvidence } from './evidence.ts';
import { type LeavingRequest, sendLeaving } from './leaving-request.ts';
import { withLockedTables } from './lock-tables.ts';
import { maxWaitMs } from './max-wait.ts';
import { mixedRoute, type Route } from './routes-probe.ts';
import { countFeeds } from './run-users.ts';
import { type ApiResponse, succeeded } from './send-request.ts';

/** Leaves time for a timer of the same length in the API, and for a request to arrive. */
const toleranceMs = 500;
const pollEveryMs = 100;
/** A machine that is later than this proves nothing, and the tables should not be locked for long. */
const maxLatenessMs = 2000;
/** How long those who failed ask again: an API that fails often may then answer from memory. */
const askAgainMs = 700;

/** Three times the usual crowd: if only queries have a limit, the wait grows with the queue. */
export const lockRequests = 300;
/**
 * Users who do not wait: they come last, when all connections are busy, and soon leave. By then,
 * every query that the API sends at once has reached the database.
 */
const impatientUsers = 20;
const patienceMs = 1000;

const availableConnections = `
SELECT sum(CASE name WHEN 'max_connections' THEN setting::integer ELSE -setting::integer END)::integer AS count
FROM pg_settings
WHERE name IN ('max_connections', 'superuser_reserved_connections', 'reserved_connections')`;

/** Whether a client is told that it should try again: 429 or 5xx, with an error as docs/api.md has it. */
const isError = ({ status, body }: ApiResponse): boolean =>
  (status === 429 || status >= 500) && errorSchema.safeParse(body).success;

/**
 * How late the API answers a request that needs no database: its event loop or the machine is busy.
 */
function watchLateness(address: string, signal: AbortSignal) {
  let worstMs = 0;
  const watching = (async () => {
    while (!signal.aborted) {
      const startedMs = performance.now();
      // On a connection of its own, as the others: through a forwarded port, opening one takes time.
      const request = sendLeaving(address, '/livez');
      signal.addEventListener('abort', request.leave, { once: true });
      await request.response;
      signal.removeEventListener('abort', request.leave);
      worstMs = Math.max(worstMs, performance.now() - startedMs);
      await wait(pollEveryMs, undefined, { signal }).catch(() => {});
    }
  })();
  return { worstMs: () => Math.min(worstMs, maxLatenessMs), watching };
}

/**
 * Locks all tables, sends requests, and counts the queries that wait and the requests that fail.
 * At the end, the clients that are still waiting leave, as users do. Resolves to `not granted` when
 * a lock was not granted within two seconds.
 * @throws {LabError} `load_failed` when this machine cannot open the connections
 */
export async function probeLockedTables(
  address: string,
  client: pg.ClientBase,
  signal: AbortSignal,
): Promise<Omit<LockEvidence, 'processes'> | 'not granted'> {
  const { rows } = await client.query<{ count: number }>(availableConnections);
  const end = new AbortController();
  const until = AbortSignal.any([signal, end.signal]);
  const crowd: LeavingRequest[] = [];
  const start = (route: Route) => {
    const request = sendLeaving(address, route);
    crowd.push(request);
    return request;
  };
  let responses: Promise<unknown> = Promise.resolve();
  const locked = withLockedTables(client, async () => {
    const startedMs = performance.now();
    const feeds = countFeeds();
    const evidence = {
      waitingAtOnce: 0,
      alikeAtOnce: 0,
      sessions: 0,
      told: 0,
      firstToldMs: null as number | null,
      dropped: 0,
      fromMemory: 0,
    };
    const lateness = watchLateness(address, until);
    const limitMs = () => maxWaitMs + toleranceMs + lateness.worstMs();
    let answered = 0;
    let answeredMs: number | undefined;
    const ask = async (route: Route) => {
      const response = await start(route).response;
      if (until.aborted) return undefined;
      if (route === '/feed') feeds.add(response);
      if (succeeded(response)) evidence.fromMemory += 1;
      return response;
    };
    const send = async (number: number) => {
      const sentMs = performance.now();
      const route = mixedRoute(number, 10);
      const response = await ask(route);
      if (!response) return;
      answered += 1;
      const waitedMs = performance.now() - sentMs;
      if (isError(response) && waitedMs <= limitMs()) {
        evidence.told += 1;
        evidence.firstToldMs ??= waitedMs;
      } else if (!succeeded(response)) evidence.dropped += 1;
      while (!until.aborted) {
        await wait(askAgainMs / 2);
        await ask(route);
      }
    };
    let failure: unknown;
    const note = (error: unknown) => {
      failure ??= error;
    };
    const requests = Array.from({ length: lockRequests }, (_, number) => send(number).catch(note));
    await wait(pollEveryMs, undefined, { signal });
    const impatient = Array.from({ length: impatientUsers }, () => start('/feed'));
    const leaving = impatient.map(({ response }) => response.catch(note));
    responses = Promise.all([...requests, ...leaving, lateness.watching.catch(note)]);
    let waiting = 0;
    const untold = () => lockRequests - answered - waiting;
    const elapsedMs = () => performance.now() - startedMs;
    const isOver = () => answeredMs !== undefined && elapsedMs() > Math.max(patienceMs, answeredMs + askAgainMs);
    while (elapsedMs() < limitMs() + askAgainMs && !isOver()) {
      await wait(pollEveryMs, undefined, { signal });
      if (failure) throw failure;
      if (elapsedMs() > patienceMs) for (const { leave } of impatient) leave();
      const now = await countApiSessions(client);
      waiting = now.waiting;
      if (untold() <= 0) answeredMs ??= elapsedMs();
      evidence.alikeAtOnce = Math.max(evidence.alikeAtOnce, now.alike);
      evidence.waitingAtOnce = Math.max(evidence.waitingAtOnce, waiting);
      evidence.sessions = Math.max(evidence.sessions, now.sessions);
    }
    const result = { ...evidence, untold: Math.max(0, untold()), requests: lockRequests };
    // Those who are still waiting leave now, while the API holds connections for them.
    end.abort();
    for (const { leave } of crowd) leave();
    await responses;
    await wait(pollEveryMs, undefined, { signal });
    return { ...result, answers: feeds.evidence, availableConnections: rows[0]?.count ?? 0 };
  });
  return locked.finally(async () => {
    end.abort();
    for (const { leave } of crowd) leave();
    await responses;
  });
}
