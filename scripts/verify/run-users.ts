import { feedSchema } from './api-schemas.ts';
import type { LoadEvidence } from './evidence.ts';
import { type ApiResponse, excerpt, succeeded } from './send-request.ts';

/**
 * Lets users act, each again and again, until the time is up. A user leaves when `act` resolves to
 * false, for example because nothing answers.
 */
export async function runUsers(
  users: number,
  durationMs: number,
  signal: AbortSignal,
  act: (user: number) => Promise<boolean>,
): Promise<void> {
  const endsAtMs = performance.now() + durationMs;
  const run = async (user: number) => {
    while (performance.now() < endsAtMs && !signal.aborted) if (!(await act(user))) return;
  };
  await Promise.all(Array.from({ length: users }, (_, user) => run(user)));
  signal.throwIfAborted();
}

/** Counts responses to /feed by what they contain. */
export function countFeeds() {
  const evidence: LoadEvidence = { feeds: 0, notFeeds: 0, firstNotFeed: undefined };
  return {
    evidence,
    /** Returns the posts if the response is a feed. */
    add(response: ApiResponse) {
      if (!succeeded(response)) return undefined;
      const feed = feedSchema.safeParse(response.body);
      if (feed.success) {
        evidence.feeds += 1;
        return feed.data;
      }
      evidence.notFeeds += 1;
      evidence.firstNotFeed ??= excerpt(response.body);
      return undefined;
    },
  };
}
