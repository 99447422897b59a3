import { formatCount } from '../lib/format.ts';
import { formatRows } from '../results/rows-per-feed.ts';
import { feedLength } from '../scenario/story.ts';
import type { Evidence } from './evidence.ts';

/** Ten times the rows that are shown: whatever reads more is searching for them. */
export const maxRows = 10 * feedLength;
/** With fewer feeds, a query of another client would count too much. */
export const minFeeds = 20;

/** A request that is cut off, or a session that reports late, can change a number by this share. */
const measurementError = 1 / 3;
/** A feed that reads nearly all rows reads all of them; the rest is measurement error, too. */
const nearlyAll = 0.8;

/** "all 10,000 posts", "about 20 of 10,000 posts" */
export function describeRows(rows: number, posts: number): string {
  const ofPosts = `${formatCount(posts)} posts`;
  if (rows >= posts * nearlyAll) return `all ${ofPosts}`;
  if (rows < 0.5) return `hardly any of ${ofPosts}`;
  if (Math.abs(rows - feedLength) <= feedLength * measurementError) return `about ${feedLength} of ${ofPosts}`;
  return `about ${formatRows(rows)} of ${ofPosts}`;
}

/** Whether feeds read few rows; undefined if too few of them were measured to tell. */
export function feedsReadFew({ reads, plan }: Evidence): boolean | undefined {
  if (!reads) return undefined;
  const { rows, feeds } = reads;
  const few = feeds > 0 && rows / feeds <= maxRows;
  if (feeds >= minFeeds) return few;
  // There may be few feeds because each reads millions of rows. Then the plan has to say so, too.
  return feeds > 0 && !few && plan.rowsRead > maxRows ? false : undefined;
}

export const planReadsFew = ({ plan }: Evidence) => plan.rowsRead <= maxRows;
