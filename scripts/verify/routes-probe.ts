import type pg from 'pg';
import { countSessions } from './count-sessions.ts';
import type { LoginEvidence } from './evidence.ts';
import { runUsers } from './run-users.ts';
import { type ApiResponse, postJson, sendRequest, succeeded } from './send-request.ts';
import { verifyContent } from './verify-content.ts';

const users = 2;
/** Many more than a pool has connections, unless the table is so large that they take too long. */
const requestsPerRoute = 60;
const durationMs = 1500;

export const writePost = (address: string) =>
  postJson(address, '/posts', { user_id: 1, content: verifyContent('by the API') });
export const readList = (address: string) => sendRequest(address, '/users/1/posts');

/** Sends requests to one route as two users, and counts the sessions that the database started. */
export async function probeRoute(
  address: string,
  client: pg.ClientBase,
  what: string,
  send: (address: string) => Promise<ApiResponse>,
  signal: AbortSignal,
): Promise<LoginEvidence> {
  // Opens the connections that so many users need.
  await Promise.all(Array.from({ length: users }, () => send(address)));
  const before = await countSessions(client);
  let requests = 0;
  let sent = 0;
  await runUsers(users, durationMs, signal, async () => {
    sent += 1;
    const response = await send(address);
    if (succeeded(response)) requests += 1;
    return sent < requestsPerRoute && response.status !== 0;
  });
  return { what, requests, sessions: (await countSessions(client)) - before };
}
