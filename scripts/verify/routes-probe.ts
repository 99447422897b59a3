import type pg from 'pg';
import { countLogins, countSessions } from './count-logins.ts';
import type { LoginEvidence } from './evidence.ts';
import { nextPageOf } from './next-page.ts';
import { runUsers } from './run-users.ts';
import { type ApiResponse, postJson, sendRequest, succeeded } from './send-request.ts';
import { verifyContent } from './verify-content.ts';

const users = 2;
/** Many more than a pool's connections, unless the table is so large that they take too long. */
const requestsPerRoute = 60;
const durationMs = 1500;

export type Route = '/feed' | '/posts' | `/users/${number}/posts` | `/users/1/posts?${string}` | '/livez';

/** One third each: posts that are written, lists of a user's posts, and feeds. */
export const mixedRoutes = (requests: number): Route[] =>
  Array.from({ length: requests }, (_, number) => (['/posts', '/users/1/posts'] as const)[number % 3] ?? '/feed');

/** Reads the feed or a list, or writes a post with this content by this user. */
export function sendTo(
  address: string,
  route: Route,
  signal?: AbortSignal,
  content = verifyContent('by the API'),
  userId = 1,
): Promise<ApiResponse> {
  const options = signal ? { signal } : {};
  if (route !== '/posts') return sendRequest(address, route, options);
  return postJson(address, route, { user_id: userId, content }, options);
}

/** The page after the newest post of a user; undefined if there is no link to it. */
export async function olderPageOf(address: string): Promise<Route | undefined> {
  const page = nextPageOf((await sendRequest(address, '/users/1/posts?limit=1')).headers, address);
  return page?.startsWith('/users/1/posts?') ? (page as Route) : undefined;
}

/**
 * Sends requests to one route as two users, and counts the sessions that the database started.
 * @param afterwards the route that is requested after each of them, and is not counted
 */
export async function probeRoute(
  address: string,
  client: pg.ClientBase,
  what: string,
  route: Route,
  signal: AbortSignal,
  afterwards?: Route,
): Promise<LoginEvidence> {
  // Opens the connections that so many users need.
  await Promise.all(Array.from({ length: users }, () => sendTo(address, route)));
  const before = await countSessions(client);
  let requests = 0;
  let sent = 0;
  await runUsers(users, durationMs, signal, async () => {
    sent += 1;
    const response = await sendTo(address, route);
    if (succeeded(response)) requests += 1;
    if (afterwards && response.status !== 0) await sendTo(address, afterwards);
    return sent < requestsPerRoute && response.status !== 0;
  });
  return { what, users, requests, ...(await countLogins(client, before)) };
}
