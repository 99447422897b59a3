import { setTimeout as wait } from 'node:timers/promises';
import { maxWaitMs } from '../scenario/story.ts';
import type { RecoveryFailure } from './evidence.ts';
import { type Route, sendTo } from './routes-probe.ts';
import { excerpt, isAlive, succeeded } from './send-request.ts';

/** Leaves time for a timer of the same length in the API. */
const recoveryMs = maxWaitMs + 500;
const answerMs = 3000;
const feedsPerRound = 4;
/** If the API may take longer than this, several feeds at once would exceed its limits. */
const oneByOneFromMs = 20_000;
const pollEveryMs = 50;

/**
 * Writes a post, then requests a list and some feeds, which must show it. Resolves to what is
 * wrong.
 */
async function tryRound(address: string, slowMs: number): Promise<string | undefined> {
  const send = (route: Route) => sendTo(address, route, AbortSignal.timeout(answerMs + slowMs));
  const posted = await send('/posts');
  const others =
    slowMs < oneByOneFromMs
      ? await Promise.all([send('/users/1/posts'), ...Array.from({ length: feedsPerRound }, () => send('/feed'))])
      : [await send('/users/1/posts'), await send('/feed')];
  const responses = [posted, ...others];
  const failed = responses.filter((response) => !succeeded(response));
  const [first] = failed;
  if (first) {
    const answer =
      first.status === 0 ? `no response (${first.body})` : `status ${first.status}, ${excerpt(first.body)}`;
    return `${failed.length} of ${responses.length} requests failed, the first with ${answer}`;
  }
  const id = (posted.body as { id?: number } | null)?.id;
  const shows = ({ body }: { body: unknown }) => Array.isArray(body) && body.some((post) => post?.id === id);
  return others.every(shows)
    ? undefined
    : `post ${id} was missing from a list or a feed that was requested after it had been written`;
}

/**
 * Tries rounds of requests until one succeeds. Resolves to the failure if none does in time.
 * @param slowMs how much longer than usual the API may take, because its feed is slow
 */
export async function waitUntilServed(
  address: string,
  after: string,
  slowMs: number,
  signal: AbortSignal,
): Promise<RecoveryFailure | undefined> {
  const endsAtMs = performance.now() + recoveryMs + slowMs;
  let problem: string | undefined;
  do {
    signal.throwIfAborted();
    problem = await tryRound(address, slowMs);
    if (!problem) return undefined;
    await wait(pollEveryMs, undefined, { signal });
  } while (performance.now() < endsAtMs);
  if (!(await isAlive(address)))
    return { kind: 'ended', text: `after ${after}, the API stopped responding altogether, even to GET /livez` };
  return { kind: 'silent', text: `${Math.round((maxWaitMs + slowMs) / 1000)} s after ${after}, ${problem}` };
}
