import { formatCount } from '../lib/format.ts';
import { feedLength } from '../scenario/story.ts';
import type { Result } from './result.ts';

/** The rows that each feed read, and whether they were counted or are those of the plan. */
export interface RowsPerFeed {
  rows: number;
  measured: boolean;
}

/**
 * Whether a feed that reads this many rows reads all posts. The counters lag by up to a second in
 * both directions, which changes less than half of what a load test of a few seconds reads.
 */
const isAll = (rows: number, { posts }: Pick<Result, 'posts'>): boolean => rows >= posts / 2;

/** Whether each feed of a load test read all posts, as it does without an index. */
export function readsAllPosts(result: Pick<Result, 'evidence' | 'posts'>): boolean {
  return isAll(result.evidence.rowsReadPerFeed ?? result.evidence.plan.rowsRead, result);
}

/**
 * The plan is that of app/src/routes/feed-query.ts, which a learner's API may not run: the counted
 * rows replace it where they contradict it. Where both agree, the plan has the exact number. Older
 * results have only the plan.
 */
export function rowsPerFeed(result: Pick<Result, 'evidence' | 'posts'>): RowsPerFeed {
  const { plan, rowsReadPerFeed: counted } = result.evidence;
  const contradicts = typeof counted === 'number' && isAll(counted, result) !== isAll(plan.rowsRead, result);
  return contradicts ? { rows: counted, measured: true } : { rows: plan.rowsRead, measured: false };
}

/** Counted rows with two digits; the lag of the counters makes more of them meaningless. */
export const formatRows = (rows: number): string => formatCount(Number(rows.toPrecision(2)));

/**
 * "10,000 (Seq Scan)"; "about 20 (counted)" where the plan is not that of the statement that ran.
 */
export function describeRowsPerFeed(result: Result): string {
  const { rows, measured } = rowsPerFeed(result);
  return measured ? `about ${formatRows(rows)} (counted)` : `${formatCount(rows)} (${result.evidence.plan.node})`;
}

const queryFile = 'app/src/routes/feed-query.ts';

/** "Each feed reads 20 posts (Index Scan on idx_posts_created_at)." */
export function describeReads(result: Result): string {
  const { evidence, posts } = result;
  const { plan } = evidence;
  const { rows, measured } = rowsPerFeed(result);
  if (measured)
    return `Each feed read about ${formatRows(rows)} rows, although the query in ${queryFile} reads ${formatCount(plan.rowsRead)} (${plan.node}). Which statements does the API really run?`;
  return plan.rowsRead >= posts
    ? `Each feed reads all ${formatCount(plan.rowsRead)} posts (${plan.node}) to show ${feedLength} of them.`
    : `Each feed reads ${formatCount(plan.rowsRead)} posts (${plan.node}${plan.index ? ` on ${plan.index}` : ''}).`;
}
