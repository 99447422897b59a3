import { setTimeout as wait } from 'node:timers/promises';
import { errorSchema } from './api-schemas.ts';
import type { LockEvidence } from './evidence.ts';
import { isFromMemory } from './from-memory.ts';
import type { LatePosts } from './late-posts.ts';
import { type LeavingRequest, sendLeaving } from './leaving-request.ts';
import { longestOfLine } from './one-after-another.ts';
import type { Route } from './routes-probe.ts';
import { countFeeds } from './run-users.ts';
import { type ApiResponse, succeeded } from './send-request.ts';

/** How long users ask again after an error: an API may answer from memory after many failures. */
export const askAgainMs = 1000;
/**
 * One in this many does. All of them would keep the API busy with opening connections. Odd, so that
 * users of both routes are included when two routes alternate.
 */
const whoAsksAgain = 11;

/**
 * Whether a client learns that it should try again: 429 or 5xx, with an error as docs/api.md has
 * it.
 */
const isError = ({ status, body }: ApiResponse): boolean =>
  (status === 429 || status >= 500) && errorSchema.safeParse(body).success;

/**
 * Users of an API whose database does not answer. Each sends a request, and some of those who get
 * an error ask again until they leave.
 * @param limitMs how long a request may take until it fails
 */
export function createLockedUsers(address: string, signal: AbortSignal, limitMs: () => number, latePosts: LatePosts) {
  const left = new AbortController();
  const until = AbortSignal.any([signal, left.signal]);
  const open = new Set<LeavingRequest>();
  const ended: Promise<unknown>[] = [];
  const feeds = countFeeds();
  const counts: Pick<LockEvidence, 'requests' | 'failedInTime' | 'firstFailedMs' | 'dropped' | 'fromMemory'> = {
    ...{ requests: 0, failedInTime: 0, firstFailedMs: null, dropped: 0, fromMemory: 0 },
  };
  /** By route, of those who got an error. */
  const waitsMs = new Map<Route, number[]>();
  let answeredInTime = 0;
  let failure: unknown;
  const inBackground = (work: Promise<unknown>) => {
    ended.push(
      work.catch((error) => {
        failure ??= error;
      }),
    );
  };
  const start = (route: Route, content?: string) => {
    const request = sendLeaving(address, route, content);
    open.add(request);
    request.response.finally(() => open.delete(request)).catch(() => {});
    return request;
  };
  /** Resolves to undefined for those who have left. */
  const ask = async (route: Route) => {
    const content = latePosts.nextContent();
    const response = await start(route, content).response;
    if (until.aborted) return undefined;
    if (route === '/posts' && succeeded(response)) latePosts.accepted(content);
    if (route === '/feed') feeds.add(response);
    if (isFromMemory(route, response)) counts.fromMemory += 1;
    return response;
  };
  const use = async (route: Route, asksAgain: boolean) => {
    const sentMs = performance.now();
    const response = await ask(route);
    if (!response) return;
    const waitedMs = performance.now() - sentMs;
    if (waitedMs <= limitMs()) answeredInTime += 1;
    if (isError(response)) {
      if (waitedMs <= limitMs()) counts.failedInTime += 1;
      counts.firstFailedMs ??= waitedMs;
      const waits = waitsMs.get(route) ?? [];
      waits.push(waitedMs);
      waitsMs.set(route, waits);
    } else if (!succeeded(response)) counts.dropped += 1;
    while (asksAgain && !until.aborted) {
      await wait(askAgainMs / 4);
      if (!until.aborted) await ask(route);
    }
  };
  return {
    counts,
    answers: feeds.evidence,
    /** Of the route whose requests failed one after another; null if none did so. */
    longestOfLine(): number | null {
      const longestMs = Math.max(0, ...[...waitsMs.values()].map((waits) => longestOfLine(waits) ?? 0));
      return longestMs > 0 ? longestMs : null;
    },
    answeredInTime: () => answeredInTime,

    add(routes: Route[]): void {
      for (const [index, route] of routes.entries()) inBackground(use(route, index % whoAsksAgain === 0));
      counts.requests += routes.length;
    },

    /** Users who leave when the returned function is called, and are not counted. */
    addImpatient(number: number): () => void {
      const requests = Array.from({ length: number }, () => start('/feed'));
      for (const { response } of requests) inBackground(response);
      return () => {
        for (const { leave } of requests) leave();
      };
    },

    /** @throws {LabError} `load_failed` when this machine could not open a connection */
    throwFailure(): void {
      if (failure) throw failure;
    },

    /** All leave, as users do; what the API still answers to them is not counted. */
    async leave(): Promise<void> {
      left.abort();
      for (const { leave } of open) leave();
      await Promise.all(ended);
    },
  };
}
