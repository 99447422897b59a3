import { formatCountOf } from '../lib/format.ts';
import { feedLength } from '../scenario/story.ts';
import { apiStopped, type Check, type CheckOutcome, fail, missing, open, pass } from './check.ts';
import type { ReadsEvidence } from './evidence.ts';
import { isFast } from './fast-check.ts';
import { describeRows, feedsReadFew, maxRows, minFeeds, planReadsFew } from './feed-reads.ts';
import { hintForIndexes } from './index-hint.ts';

/** Whether each new post, or the first feed after it, makes the database read many others. */
const writesReadMany = ({ rowsForWrites, writes }: ReadsEvidence) => writes > 0 && rowsForWrites / writes > maxRows;

/** The rows may have been read for somebody else: the statements of the API would read few. */
function othersReadMeanwhile(observed: string, clients: string[]): CheckOutcome {
  const names = clients.join(', ');
  return missing(
    `${observed}; meanwhile, other clients ran statements in the database: ${names}`,
    `The database counts rows for all of its clients together. Run verify again when nobody else is using it (${names}).`,
    'pg_stat_activity shows who is connected, and what their last statement was (`make psql`).',
    'Nothing in your fix has to change because of this.',
  );
}

const tooFewFeeds = (feeds: number) =>
  missing(
    `the API served ${feeds === 0 ? 'no feed' : `only ${formatCountOf(feeds, 'feed')}`} to two users; to count what a feed reads, at least ${minFeeds} are needed`,
    'How long does one feed take (`time curl`), and what does the API answer? Look first at the questions above this one.',
    'If each feed takes seconds, `make explain` shows what the database does in that time.',
    'If the API fails, its log says why (`make status` names the file).',
  );

const writesAreExpensive = (observed: string) =>
  fail(
    observed,
    'A new post is one row. Why does the database read so many others because of it? What else runs when somebody posts, or reads the feed right after that?',
    "A copy of the feed that is rebuilt for every new post, by a trigger or by whoever asks for it next, saves nothing when people post. `SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'posts'::regclass AND NOT tgisinternal` in `make psql` lists the triggers.",
    'The query on posts itself can be fast; then there is nothing to rebuild. Drop the copy, and what keeps it up to date. The lab’s own fix is db-migrations/0002_index_posts_created_at.up.sql.',
  );

const indexIsUsed: Check = {
  id: 'index',
  question: 'Does the database find the newest posts without reading all of them?',
  stage: 'indexed',
  evaluate(evidence) {
    const { plan, indexes, stored, reads } = evidence;
    if (!reads) return open(apiStopped);
    const { feeds, writes, rowsForWrites, otherClients } = reads;
    const few = feedsReadFew(evidence);
    const scan = plan.index ? `${plan.node} on ${plan.index}` : plan.node;
    const perFeed =
      feeds > 0 ? `each feed read ${describeRows(reads.rows / feeds, stored.posts)}` : 'no feed was served';
    const observed = `${perFeed}; the plan: ${scan}`;
    const invalid = indexes.filter(({ valid }) => !valid).map(({ name }) => name);
    if (few === false && invalid.length === 0 && planReadsFew(evidence) && otherClients.length > 0)
      return othersReadMeanwhile(observed, otherClients);
    if (few === false || invalid.length > 0)
      return fail(
        invalid.length > 0 ? `${observed}; INVALID: ${invalid.join(', ')}` : observed,
        hintForIndexes(evidence, planReadsFew(evidence)),
        `If the rows already come in the order of ORDER BY, the database can stop after ${feedLength}. Otherwise it has to read and compare all of them. Forbidding a plan (enable_seqscan) doesn’t create a better one.`,
        'The lab’s own fix is db-migrations/0002_index_posts_created_at.up.sql. An index that was left INVALID has to be dropped first.',
      );
    if (few === undefined) return tooFewFeeds(feeds);
    if (!writesReadMany(reads)) return pass(observed);
    const perWrite = `${perFeed}, but because of each new post, the database read ${describeRows(rowsForWrites / writes, stored.posts)}`;
    return otherClients.length > 0 ? othersReadMeanwhile(perWrite, otherClients) : writesAreExpensive(perWrite);
  },
};

/** What fix 2 should achieve. */
export const indexChecks: Check[] = [indexIsUsed, isFast];
