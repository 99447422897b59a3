import { verifyPrefix } from '../../db-migrations/src/verify-rows.ts';
import { feedSchema } from './api-schemas.ts';
import { describeFeedDifference, type ExpectedPost } from './expected-feed.ts';
import type { ApiResponse } from './send-request.ts';

/**
 * Remembers what the feed should have shown so far. A feed that is out of date shows one of that;
 * one that selects or changes posts in a way of its own shows what was never right.
 */
export function rememberFeeds() {
  const feeds: ExpectedPost[][] = [];
  const isKnown = (id: number) => feeds.some((posts) => posts.some((post) => post.id === id));
  return {
    add(expected: ExpectedPost[]): void {
      feeds.push(expected);
    },

    /** Whether a response may be an old feed. What is not a feed could be anything. */
    mayBeOld(response: ApiResponse): boolean {
      const feed = feedSchema.safeParse(response.body);
      if (!feed.success) return true;
      // Some of verify's posts come and go between two comparisons.
      if (feed.data.some(({ id, content }) => content.startsWith(verifyPrefix) && !isKnown(id))) return true;
      return feeds.some((expected) => describeFeedDifference(response, expected) === undefined);
    },
  };
}
