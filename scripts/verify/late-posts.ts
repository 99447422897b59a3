import type pg from 'pg';
import { formatCountOf } from '../lib/format.ts';
import { waitUntil } from '../lib/timing.ts';
import { lookAgain } from '../measure/api-backends.ts';
import { verifyContent } from './verify-content.ts';

/** Longer than the five seconds after which many programs try again. */
const laterMs = 6500;
const pollEveryMs = 250;

const missingContents = `
SELECT content FROM unnest($1::text[]) AS accepted (content)
WHERE NOT EXISTS (SELECT FROM public.posts WHERE posts.content = accepted.content)`;

/**
 * Remembers the posts that the API accepted while nothing could be written. If it writes them
 * later, that must not be after verify has deleted its posts.
 */
export function createLatePosts() {
  const accepted = new Set<string>();
  let sent = 0;
  return {
    /** The content of the next post. */
    nextContent(): string {
      sent += 1;
      return verifyContent(`while all tables are locked, number ${sent}`);
    },

    accepted: (content: string) => accepted.add(content),

    /**
     * Waits until they have been written, if there are any, and for some seconds in any case: there
     * may be more, whose clients had left. Resolves to what is still missing, in a sentence.
     */
    async waitForAll(client: pg.ClientBase, signal: AbortSignal, timeoutMs = laterMs): Promise<string[]> {
      if (accepted.size === 0) return [];
      const seen = new Set<string>();
      const look = async () => {
        await lookAgain(client);
        const { rows } = await client.query<{ content: string }>(missingContents, [[...accepted]]);
        const missing = new Set(rows.map(({ content }) => content));
        for (const content of accepted) if (!missing.has(content)) seen.add(content);
        return false;
      };
      await waitUntil(look, { timeoutMs, intervalMs: pollEveryMs, signal });
      const missing = accepted.size - seen.size;
      if (missing === 0) return [];
      const posts = formatCountOf(missing, 'post');
      return [
        `The API accepted ${posts} while the tables were locked, and has not written ${missing === 1 ? 'it' : 'them'} yet. The next verify deletes what it writes later.`,
      ];
    },
  };
}

export type LatePosts = ReturnType<typeof createLatePosts>;
