import { formatCount, formatMilliseconds } from '../lib/format.ts';
import type { Evidence } from './evidence.ts';
import { type Check, fail, open, pass } from './verdict.ts';

/** Ten times what is shown: whoever reads more is searching. */
const fewRows = 200;
/** With fewer feeds under load, the rows read for them say little; then the plan has to do. */
const enoughFeeds = 20;

/** What is the matter with the indexes that are there, in a sentence that leads on. */
function hintFor({ indexes, plan }: Evidence): string {
  const invalid = indexes.find(({ valid }) => !valid);
  if (invalid)
    return `${invalid.name} is there, and no query uses it. What does pg_index say of it (indisvalid), and what became of the statement that built it?`;
  const partial = indexes.find(({ definition }) => / WHERE /.test(definition));
  if (partial)
    return `${partial.name} holds some posts only: ${partial.definition}. Can the database know that the newest 20 are among them?`;
  if (plan.index) return `The plan walks ${plan.index}, all of it. Is it in the order that the feed asks for?`;
  if (indexes.length > 0)
    return `There is ${indexes.map(({ name }) => name).join(', ')}, and the feed does not use it. By which column are posts sorted for the feed?`;
  return 'To find the 20 newest of all posts, what has to be looked at, as things are? `make explain` shows it.';
}

/** How many posts the database reads for a feed: under load, or else by the plan. */
function readPerFeed({ quiet, plan }: Evidence): { measured: boolean; rowsPerFeed: number } {
  const { feeds, postsRead } = quiet.settled;
  const measured = feeds >= enoughFeeds;
  return { measured, rowsPerFeed: measured ? postsRead / feeds : plan.rowsRead };
}

const indexIsUsed: Check = {
  id: 'index',
  question: 'Does the database find the newest posts without reading all?',
  stage: 'indexed',
  look(evidence) {
    const { plan, indexes, rows } = evidence;
    const { measured, rowsPerFeed } = readPerFeed(evidence);
    const by = plan.index ? `${plan.node} on ${plan.index}` : plan.node;
    // The statistics of a session come once a second: what they say of a few seconds is roughly right.
    const read = rowsPerFeed > rows.posts / 2 ? 'all' : `about ${formatCount(Number(rowsPerFeed.toPrecision(2)))}`;
    const seen = `each feed read ${read} of ${formatCount(rows.posts)} posts${measured ? ' under load' : ''}; the plan: ${by}`;
    const invalid = indexes.filter(({ valid }) => !valid).map(({ name }) => name);
    if (rowsPerFeed <= fewRows && invalid.length === 0) return pass(seen);
    return fail(
      invalid.length > 0 ? `${seen}; INVALID: ${invalid.join(', ')}` : seen,
      hintFor(evidence),
      'What has the rows in the very order that ORDER BY names can stop after 20. Everything else has to read all of them and sort. A switch that forbids a plan (enable_seqscan) makes no better one.',
      'The place is db-migrations/0002_index_posts_created_at.up.sql; one that was left INVALID has to be dropped first.',
    );
  },
};

const p99Of = (latencyMs: { p99: number }): string => `p99 ${formatMilliseconds(latencyMs.p99)}`;

/** The index makes it quicker by much more than a half; half is what noise does not do. */
const largestShareOfPooled = 0.5;

const isFast: Check = {
  id: 'fast',
  question: 'Is it faster than with fix 1 alone, on this machine?',
  stage: 'indexed',
  look(evidence) {
    const {
      lastRun,
      earlier: { pooled },
    } = evidence;
    if (readPerFeed(evidence).rowsPerFeed > fewRows) return open('not asked as long as each feed reads that much');
    if (!lastRun) return open('there was no load test since this was deployed');
    if (!pooled)
      return open(`${p99Of(lastRun.latencyMs)}; there is no result of fix 1 on this machine to compare it with`);
    const seen = `${p99Of(lastRun.latencyMs)}; at most half is expected of the ${p99Of(pooled.latencyMs)} after fix 1 alone (${pooled.id})`;
    if (lastRun.latencyMs.p99 <= pooled.latencyMs.p99 * largestShareOfPooled) return pass(seen);
    return fail(
      seen,
      'The database has less to do, and users wait as long as before. What else takes their time?',
      'See the panels for the time of the query and the time of the answer: where do they part?',
      'Compare with `make apply-fix` and `make apply-index` as they come, and look at what differs.',
    );
  },
};

/** What fix 2 is for. */
export const indexChecks: Check[] = [indexIsUsed, isFast];
