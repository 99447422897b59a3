import { formatCount, formatCountOf } from '../lib/format.ts';
import { feedLength } from '../scenario/story.ts';
import { apiStopped, type Check, fail, open, pass } from './check.ts';
import { postsAreKept } from './stored-check.ts';

const isDefined = <Value>(value: Value | undefined): value is Value => value !== undefined;

const contract: Check = {
  id: 'contract',
  question: 'Does the API still keep its contract?',
  stage: 'pooled',
  evaluate({ contract: violations }) {
    if (violations.length === 0)
      return pass('every request in charts/feed-lab/files/contract.json got the response that docs/api.md documents');
    const observed = violations.map(({ text }) => text).join('; ');
    const unavailable = violations.filter(({ status }) => status === 503);
    if (unavailable.length > 0 && unavailable.every(({ code }) => code === 'database_unavailable'))
      return fail(
        observed,
        'verify sends these requests one at a time, and one of them got a connection, but no result. How long does its query take when nothing else runs?',
        '`make explain` runs the query of the feed, and shows how long it takes. The API waits for ten seconds at most, because nobody waits longer for a page.',
        'The limits are in app/src/database/create-pool.ts. Longer ones would only make users wait longer: look at what the query reads.',
      );
    // Requests are sent one at a time, so a 503 usually means that connections were leaked.
    if (unavailable.length > 0)
      return fail(
        observed,
        'verify sends these requests one at a time, and one of them still got a 503. If no connection was free: which code takes connections, and when does it release them?',
        'Follow a connection through your code, including the case where its query fails. On which path is it never released?',
        '`client.release()` belongs in a `finally`; see app/src/database/shared-pool.ts.',
      );
    return fail(
      observed,
      'Clients rely on these responses. Send the same request with curl, and look at the whole response: status, headers, and body.',
      'Which of your changes does this request pass through? Undo that one. Is the response right again?',
      'docs/api.md is the contract; the routes are in app/src/routes/, errors in app/src/errors.ts and app/src/http/.',
    );
  },
};

const feedIsCorrect: Check = {
  id: 'correct',
  question: `Does the feed show the ${feedLength} newest posts?`,
  stage: 'pooled',
  evaluate({ feed }) {
    if (!feed) return open(apiStopped);
    if (feed.correct.length === 0)
      return pass(
        feed.imported
          ? 'every row matches the database, even after an import of old posts with new ids'
          : 'every row matches the database; not compared after an import, because PostgreSQL rejected a write',
      );
    return fail(
      feed.correct.join('; '),
      'Compare the feed with the table: what does the same query return in `make psql`?',
      `The feed is the ${feedLength} posts with the newest created_at, each with its author’s name. Which part of that does your query miss? Ids don’t follow time: an import writes old posts with new ids.`,
      'The query is in app/src/routes/feed-query.ts; `git diff app` shows what you have changed.',
    );
  },
};

const feedIsFresh: Check = {
  id: 'fresh',
  question: 'Is a new post in the very next feed, even under load?',
  stage: 'pooled',
  evaluate({ feed, crowd, lock, recovery }) {
    if (!feed) return open(apiStopped);
    if (feed.rejectedWrite)
      return fail(
        feed.rejectedWrite,
        'The API is not the only program that writes posts, and PostgreSQL rejects what another one writes. Which of your constraints, triggers or rules is behind that message?',
        'A trigger runs in the transaction of the write: if it fails, the write fails, and if it is slow, the write is slow.',
        'Your statements are in db-migrations/mine/, and `make reset` restores the lab’s schema.',
      );
    const observed = [...feed.fresh];
    if (crowd && crowd.stale > 0)
      observed.push(
        `${formatCount(crowd.stale)} feeds and lists under load were out of date, or allow clients to reuse them when they are: ${crowd.firstStale}`,
      );
    const fromMemory = recovery.fromMemory + (lock?.fromMemory ?? 0);
    if (fromMemory > 0)
      observed.push(
        `${formatCountOf(fromMemory, 'request')} got a 2xx while every table was locked and nothing could be read or written`,
      );
    if (observed.length > 0)
      return fail(
        observed.join('; '),
        'A user writes a post and doesn’t see it. If the feed does not come from the table, where does it come from?',
        'Every copy of the data (a cache, a view, a variable, a response that is shared or kept) has to be updated on every change, including changes made by another process.',
        'The feed is read in app/src/routes/feed.ts, and lists in app/src/routes/user-posts.ts; `git diff app` shows what you have changed, and your SQL is in db-migrations/mine/. Each request should run its own query, and send either its result or the error.',
      );
    const underLoad =
      crowd && crowd.feeds > 0 ? `, and all ${formatCount(crowd.feeds)} feeds under load were up to date` : '';
    return pass(`changes by the API and by another program showed in the very next feed${underLoad}`);
  },
};

const everyOkIsFeed: Check = {
  id: 'honest',
  question: 'Is every 200 from /feed really a feed, even under load?',
  stage: 'pooled',
  evaluate({ quiet, crowd, lock }) {
    const loads = [quiet, crowd, lock?.answers].filter(isDefined);
    if (loads.length === 0) return open(apiStopped);
    const feeds = loads.reduce((sum, load) => sum + load.feeds, 0);
    const notFeeds = loads.reduce((sum, load) => sum + load.notFeeds, 0);
    if (feeds + notFeeds === 0) return open('no GET /feed got a 200');
    if (notFeeds === 0) return pass(`all ${formatCount(feeds)} responses of GET /feed with status 200 were feeds`);
    return fail(
      `${formatCount(notFeeds)} of ${formatCountOf(feeds + notFeeds, 'response')} of GET /feed with status 200 ${notFeeds === 1 ? 'was' : 'were'} something else, for example ${loads.findLast((load) => load.firstNotFeed)?.firstNotFeed}`,
      'A failure reported as a success is still a failure, and now the dashboard can’t show it.',
      'What happens when no connection is free? Look for a catch that sends a response instead of passing the error on.',
      'Errors become responses in app/src/http/answer-error.ts and nowhere else.',
    );
  },
};

/** Required at every stage: a feed that is fast but wrong is not a fix. */
export const apiChecks: Check[] = [contract, postsAreKept, feedIsCorrect, feedIsFresh, everyOkIsFeed];
