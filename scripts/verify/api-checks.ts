import { formatCount } from '../lib/format.ts';
import { feedLength } from '../scenario/story.ts';
import { type Check, fail, open, pass } from './check.ts';

const contract: Check = {
  id: 'contract',
  question: 'Does the API still keep its contract?',
  stage: 'pooled',
  evaluate({ contract: violations }) {
    if (violations.length === 0) return pass('every route and every error is as docs/api.md describes it');
    const observed = violations.map(({ text }) => text).join('; ');
    // Requests are sent one at a time, so a 503 means that connections were leaked.
    if (violations.some(({ status }) => status === 503))
      return fail(
        observed,
        'A single request gets 503 although nobody else uses the API: no connection is free. Which code took them, and when are they released?',
        'Follow a connection through your code, including when its query fails. On which path is it not released?',
        '`client.release()` belongs in a `finally`; see app/src/database/shared-pool.ts.',
      );
    return fail(
      observed,
      'Clients rely on these responses. Send the same request with curl, and look at the whole response: status, headers and body.',
      'Which of your changes does this request run through? Undo that one: is the response correct again?',
      'docs/api.md is the contract; the routes are in app/src/routes/, errors in app/src/errors.ts and app/src/http/.',
    );
  },
};

const postsExist: Check = {
  id: 'rows',
  question: 'Are all posts still there?',
  stage: 'pooled',
  evaluate({ rows: { posts, seeded, expected } }) {
    if (seeded >= expected) return pass(`${formatCount(posts)} posts, none is missing`);
    return fail(
      `${formatCount(seeded)} of the ${formatCount(expected)} posts that the lab started with`,
      'A small table is fast with any plan. Whose posts were they?',
      'Deleting rows makes the feed fast today; the table will grow to the same size again.',
      `\`make up POSTS=${expected}\` seeds the table again. It deletes what users have posted.`,
    );
  },
};

const feedIsCorrect: Check = {
  id: 'correct',
  question: `Does the feed show the ${feedLength} newest posts?`,
  stage: 'pooled',
  evaluate({ correct: differences }) {
    if (differences.length === 0) return pass('every row is the same as in the database');
    return fail(
      differences.join('; '),
      'Compare the feed with the table: what does the same query return in `make psql`?',
      `The ${feedLength} posts with the newest created_at, each with its author’s name: which part of this does your query miss?`,
      'The query is in app/src/routes/feed-query.ts; `git diff app` shows what you changed.',
    );
  },
};

const feedIsFresh: Check = {
  id: 'fresh',
  question: 'Is a new post in the very next feed?',
  stage: 'pooled',
  evaluate({ fresh: differences }) {
    if (differences.length === 0)
      return pass(
        'posts written by the API and by another program were in the very next feed, and were gone once deleted',
      );
    return fail(
      differences.join('; '),
      'A user posts and does not see the post. Where does the feed come from, if it does not come from the table?',
      'Every copy (a cache, a view, a variable) has to be updated at every change, including those that another process of the API makes. And ids do not follow the order of time: rows can be imported late, and two programs can write at once.',
      'The feed is read in app/src/routes/feed.ts. The fix that needs no copy is in db-migrations/: make the query on the table itself fast.',
    );
  },
};

const everyOkIsFeed: Check = {
  id: 'honest',
  question: 'Does every 200 response contain a feed, even under load?',
  stage: 'pooled',
  evaluate({ quiet, crowd }) {
    const feeds = quiet.feeds + crowd.feeds;
    const notFeeds = quiet.notFeeds + crowd.notFeeds;
    if (feeds + notFeeds === 0) return open('no response had status 200');
    if (notFeeds === 0) return pass(`${formatCount(feeds)} answers with status 200 were read, and all were feeds`);
    return fail(
      `${formatCount(notFeeds)} responses with status 200 contained something else; for example ${crowd.firstNotFeed ?? quiet.firstNotFeed}`,
      'A failure reported as a success is still a failure, and now the dashboard does not show it.',
      'What happens when no connection is free? Look for a catch that sends a response instead of passing the error on.',
      'Errors become responses in app/src/http/answer-error.ts, and nowhere else.',
    );
  },
};

/** Required at every stage: a feed that is fast but wrong is not a fix. */
export const apiChecks: Check[] = [contract, postsExist, feedIsCorrect, feedIsFresh, everyOkIsFeed];
