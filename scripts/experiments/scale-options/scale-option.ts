import type { ApiCode } from '../api-code.ts';

/** What somebody might do about the feed when there are many posts, and many new ones. */
export interface ScaleOption {
  name: string;
  /** What it does, and what it costs, in a sentence or two. */
  idea: string;
  /** SQL that the database's owner runs after migration 1, each text on its own. */
  sql: string[];
  /** How the API differs from the lab's own (fix 1). */
  code: ApiCode;
  /** The query of its feed. */
  feedQuery: string;
}
