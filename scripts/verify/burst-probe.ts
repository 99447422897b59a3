import { type Route, sendTo } from './routes-probe.ts';
import { excerpt, succeeded } from './send-request.ts';

/** Many more than a pool's connections, but not so many that anybody has to wait for long. */
const requestsAtOnce = 40;
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

/**
 * Sends many requests to one route at the same time. A line of forty is served within a second, so
 * all of them have to succeed. Resolves to what went wrong, if anything did, in a sentence.
 */
async function probeBurst(address: string, what: string, route: Route, signal: AbortSignal): Promise<string[]> {
  if ((await timeFastest(address, route, signal)) > maxRequestMs) return [];
  const responses = await Promise.all(Array.from({ length: requestsAtOnce }, () => sendTo(address, route, signal)));
  const failed = responses.filter((response) => !succeeded(response));
  const [first] = failed;
  if (!first) return [];
  const answer = first.status === 0 ? 'no response' : `status ${first.status}, ${excerpt(first.body)}`;
  return [`of ${requestsAtOnce} users who ${what} at once, ${failed.length} failed, the first with ${answer}`];
}

/** Many users of each route but the feed, which has a load test of its own. */
export async function probeBursts(address: string, signal: AbortSignal): Promise<string[]> {
  return [
    ...(await probeBurst(address, 'posted', '/posts', signal)),
    ...(await probeBurst(address, 'listed posts', '/users/1/posts', signal)),
  ];
}
