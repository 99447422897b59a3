import type pg from 'pg';
import { countLogins, countSessions } from './count-logins.ts';
import type { LoginEvidence } from './evidence.ts';
import { type Route, sendTo } from './routes-probe.ts';
import { excerpt, succeeded } from './send-request.ts';

/** Many more than a pool's connections, but not so many that anybody has to wait for long. */
const requestsAtOnce = 40;
const warmUpBursts = 3;
/** If one takes longer, some of forty may rightly wait in line until they fail. */
const maxRequestMs = 50;

async function timeFastest(address: string, route: Route, signal: AbortSignal): Promise<number> {
  let fastestMs = Number.POSITIVE_INFINITY;
  for (let sent = 0; sent < 3; sent += 1) {
    const startedMs = performance.now();
    await sendTo(address, route, signal);
    fastestMs = Math.min(fastestMs, performance.now() - startedMs);
  }
  return fastestMs;
}

interface BurstEvidence {
  /** What went wrong, in a sentence. */
  bursts: string[];
  logins: LoginEvidence[];
}

/**
 * Sends many requests to one route at the same time. A line of forty is served within a second, so
 * all of them have to succeed.
 */
async function probeBurst(
  address: string,
  client: pg.ClientBase,
  what: string,
  route: Route,
  signal: AbortSignal,
): Promise<BurstEvidence> {
  if ((await timeFastest(address, route, signal)) > maxRequestMs) return { bursts: [], logins: [] };
  const sendAll = () => Promise.all(Array.from({ length: requestsAtOnce }, () => sendTo(address, route, signal)));
  // Until the connections that so many users need are open: some poolers open one at a time.
  let before = await countSessions(client);
  for (let bursts = 0; bursts < warmUpBursts; bursts += 1) {
    await sendAll();
    const sessions = await countSessions(client);
    if (sessions === before) break;
    before = sessions;
  }
  const responses = await sendAll();
  const failed = responses.filter((response) => !succeeded(response));
  const requests = requestsAtOnce - failed.length;
  const login = { what: `${requestsAtOnce} users who ${what} at once`, users: requestsAtOnce, requests };
  const logins = requests > 0 ? [{ ...login, ...(await countLogins(client, before)) }] : [];
  const [first] = failed;
  if (!first) return { bursts: [], logins };
  const answer = first.status === 0 ? 'no response' : `status ${first.status}, ${excerpt(first.body)}`;
  const text = `of ${requestsAtOnce} users who ${what} at once, ${failed.length} failed, the first with ${answer}`;
  return { bursts: [text], logins };
}

/** Many users of each route but the feed, which has a load test of its own. */
export async function probeBursts(address: string, client: pg.ClientBase, signal: AbortSignal): Promise<BurstEvidence> {
  const posts = await probeBurst(address, client, 'posted', '/posts', signal);
  const lists = await probeBurst(address, client, 'listed posts', '/users/1/posts', signal);
  return { bursts: [...posts.bursts, ...lists.bursts], logins: [...posts.logins, ...lists.logins] };
}
