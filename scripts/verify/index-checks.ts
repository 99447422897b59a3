import { formatCount, formatMilliseconds } from '../lib/format.ts';
import { feedLength } from '../scenario/story.ts';
import { type Check, fail, open, pass } from './check.ts';
import type { Evidence } from './evidence.ts';

/** Ten times the rows that are shown: a query that reads more is searching for them. */
const maxRowsPerFeed = 10 * feedLength;
/** With fewer feeds, one query of another client would count too much; then the plan decides. */
const minFeeds = 20;

/** Names the index that is not used as intended, and asks for the reason. */
function hintFor({ indexes, plan }: Evidence): string {
  const invalid = indexes.find(({ valid }) => !valid);
  if (invalid)
    return `${invalid.name} exists, but no query can use it. What does pg_index say about it (indisvalid), and how did the statement that built it end?`;
  const partial = indexes.find(({ definition }) => / WHERE /.test(definition));
  if (partial)
    return `${partial.name} holds only some of the posts: ${partial.definition}. Can the database be sure that the newest ${feedLength} are among them?`;
  if (plan.index) return `The plan reads all of ${plan.index}. Is that index in the order of the feed?`;
  if (indexes.length > 0)
    return `There is ${indexes.map(({ name }) => name).join(', ')}, but the feed does not use it. By which column does the feed sort its posts?`;
  return `To find the ${feedLength} newest posts, how many does the database read at the moment? \`make explain\` shows it.`;
}

/** Posts that the database reads for a feed: measured under load, or else by the plan. */
function rowsReadPerFeed({ reads, plan }: Evidence): { measured: boolean; rowsPerFeed: number } {
  const { feeds = 0, rows = 0 } = reads ?? {};
  const measured = feeds >= minFeeds;
  return { measured, rowsPerFeed: measured ? rows / feeds : plan.rowsRead };
}

const indexIsUsed: Check = {
  id: 'index',
  question: 'Does the database find the newest posts without reading all of them?',
  stage: 'indexed',
  evaluate(evidence) {
    const { plan, indexes, stored: rows } = evidence;
    const { measured, rowsPerFeed } = rowsReadPerFeed(evidence);
    const scan = plan.index ? `${plan.node} on ${plan.index}` : plan.node;
    // Requests that are cut off at the end of the load make further digits meaningless.
    const read = rowsPerFeed > rows.posts / 2 ? 'all' : `about ${formatCount(Number(rowsPerFeed.toPrecision(2)))} of`;
    const observed = `${measured ? 'each feed read' : 'by its plan, each feed reads'} ${read} ${formatCount(rows.posts)} posts; the plan: ${scan}`;
    const invalid = indexes.filter(({ valid }) => !valid).map(({ name }) => name);
    if (rowsPerFeed <= maxRowsPerFeed && invalid.length === 0) return pass(observed);
    return fail(
      invalid.length > 0 ? `${observed}; INVALID: ${invalid.join(', ')}` : observed,
      hintFor(evidence),
      `If the rows already come in the order of ORDER BY, the database can stop after ${feedLength}. Otherwise it has to read and compare all of them. Forbidding a plan (enable_seqscan) doesn’t create a better one.`,
      'The lab’s own fix is db-migrations/0002_index_posts_created_at.up.sql. An index that was left INVALID has to be dropped first.',
    );
  },
};

/** The index makes p99 smaller by a much larger factor; noise does not halve it. */
const maxShareOfPooled = 0.5;

const isFast: Check = {
  id: 'fast',
  question: 'Is it faster than with fix 1 alone, on this machine?',
  stage: 'indexed',
  evaluate(evidence) {
    const { lastRun, earlier } = evidence;
    if (rowsReadPerFeed(evidence).rowsPerFeed > maxRowsPerFeed)
      return open('not checked while each feed reads that many posts');
    if (!lastRun) return open('there has been no full, uninterrupted load test since this was deployed');
    const p99 = `p99 ${formatMilliseconds(lastRun.latencyMs.p99)}`;
    if (!earlier.pooled) return open(`${p99}; there is no load test of fix 1 alone on this machine to compare it with`);
    const { latencyMs, id } = earlier.pooled;
    const observed = `${p99}; with fix 1 alone it was ${formatMilliseconds(latencyMs.p99)} (${id}), and at most half of that is expected`;
    if (lastRun.latencyMs.p99 <= latencyMs.p99 * maxShareOfPooled) return pass(observed);
    return fail(
      observed,
      'The database has less to do, but users wait as long as before. What else takes their time?',
      'Compare the panels Feed Query Time and Response Latency. At what point do they diverge?',
      'Apply the lab’s own fixes with `make apply-fix` and `make apply-index`, and compare.',
    );
  },
};

/** What fix 2 should achieve. */
export const indexChecks: Check[] = [indexIsUsed, isFast];
