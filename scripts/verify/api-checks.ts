import { formatCount } from '../lib/format.ts';
import { ranOutOfConnections } from './contract.ts';
import { type Check, fail, open, pass } from './verdict.ts';

/** What every stage keeps: a fast feed that is wrong is no fix. */

const contract: Check = {
  id: 'contract',
  question: 'Is the API still the API?',
  stage: 'pooled',
  look({ contract: complaints }) {
    if (complaints.length === 0) return pass('every route and every error is as docs/api.md has it');
    if (ranOutOfConnections(complaints))
      return fail(
        complaints.join('; '),
        'One request alone gets 503, with nobody else about: no connection is free. Who borrowed them, and who gives them back?',
        'Follow a connection through your code, also when its query fails. Which way out does not give it back?',
        '`client.release()` belongs into a `finally`; app/src/database/shared-pool.ts has one way to do it.',
      );
    return fail(
      complaints.join('; '),
      'Others rely on these answers. Send this very request with curl and look at all of it, status and headers too.',
      'Which of your changes is on the way of this request? Take it out: does the answer come right?',
      'docs/api.md is what was promised; the routes are in app/src/routes/, errors in app/src/errors.ts and app/src/http/.',
    );
  },
};

const rowsAreThere: Check = {
  id: 'rows',
  question: 'Are all posts still there?',
  stage: 'pooled',
  look({ rows: { posts, seeded, expected } }) {
    if (seeded >= expected) return pass(`${formatCount(posts)} posts, none is missing`);
    return fail(
      `${formatCount(seeded)} of the ${formatCount(expected)} posts that the lab began with`,
      'A small table is fast with any plan. Whose posts were they?',
      'Deleting rows makes this lab quick, and tomorrow’s table is as large again.',
      `\`make up POSTS=${expected}\` fills the table anew. What people had posted is gone with it.`,
    );
  },
};

const feedIsCorrect: Check = {
  id: 'correct',
  question: 'Does the feed show the 20 newest posts?',
  stage: 'pooled',
  look({ correct: complaints }) {
    if (complaints.length === 0) return pass('row for row what the database has');
    return fail(
      complaints.join('; '),
      'Compare the feed with the table: what would you get in `make psql`?',
      'The 20 posts with the newest created_at, each with its author’s name: which of these words does your query not keep?',
      'The query is in app/src/routes/feed-query.ts; `git diff app` shows what you changed.',
    );
  },
};

const feedIsFresh: Check = {
  id: 'fresh',
  question: 'Is a new post in the very next feed?',
  stage: 'pooled',
  look({ fresh: complaints }) {
    if (complaints.length === 0)
      return pass('posts written by the API and beside it came and went with the very next look');
    return fail(
      complaints.join('; '),
      'Somebody posts and does not see it. Where does the feed come from, when it does not come from the table?',
      'What is kept (a cache, a view, a variable) has to hear of every change: also of those that another copy of the API makes. And ids are not the time: rows are imported late, and two programs write at once.',
      'The feed is read in app/src/routes/feed.ts. The cure that needs no copy is in db-migrations/: let the table itself be quick.',
    );
  },
};

const everyOkIsFeed: Check = {
  id: 'honest',
  question: 'Does every 200 hold a feed, under load too?',
  stage: 'pooled',
  look({ quiet, crowd }) {
    const notFeeds = quiet.notFeeds + crowd.notFeeds;
    if (notFeeds === 0 && quiet.feeds + crowd.feeds === 0) return open('no answer had status 200');
    if (notFeeds === 0)
      return pass(`${formatCount(quiet.feeds + crowd.feeds)} answers with status 200 were read, and all were feeds`);
    return fail(
      `${formatCount(notFeeds)} answers with status 200 held something else; for example ${crowd.firstNotFeed ?? quiet.firstNotFeed}`,
      'A failure that is called a success is still one, and now nobody sees it on the dashboard.',
      'What happens when there is no connection? Look for a catch that answers instead of letting the error through.',
      'Errors become answers in app/src/http/answer-error.ts, and nowhere else.',
    );
  },
};

export const apiChecks: Check[] = [contract, rowsAreThere, feedIsCorrect, feedIsFresh, everyOkIsFeed];
