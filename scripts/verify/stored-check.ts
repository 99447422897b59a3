import { formatCount, formatCountOf } from '../lib/format.ts';
import { type Check, type CheckOutcome, fail, pass } from './check.ts';

const restores =
  '`make reset` restores the posts that the lab started with, keeps those that users have written, and goes back to the broken stage.';

/** Verify does nothing else then: each of its many writes would do the same. */
export const writeHarmsPosts = (observed: string): CheckOutcome =>
  fail(
    observed,
    'Somebody writes a post, and posts of other people are gone or changed. What else runs with each write?',
    "A table that keeps its size loses an old post with each new one. `SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'posts'::regclass AND NOT tgisinternal` in `make psql` lists the triggers.",
    `Your statements are in db-migrations/mine/, and the API writes in app/src/routes/posts.ts. ${restores}`,
  );

export const postsAreKept: Check = {
  id: 'rows',
  question: 'Are all posts still there, unchanged, and safe from a crash?',
  stage: 'pooled',
  evaluate({ stored: { posts, seeded, expected, changed, example, unlogged }, lostInCrash, feed, crowd }) {
    if (seeded < expected)
      return fail(
        `only ${formatCount(seeded)} of the ${formatCount(expected)} posts that the lab started with are left`,
        'Any plan is fast on a small table. Whose posts were they?',
        'Deleting rows makes the feed fast today, but the table will grow back.',
        restores,
      );
    if (changed)
      return fail(
        `no longer as the lab created them: ${changed}; for example ${example}`,
        'Changed rows may be faster to read. But did the people who wrote them agree?',
        'A migration may change how posts are stored, but not what they say. Compare a few of the oldest posts before and after your migration.',
        restores,
      );
    if (feed?.notKept)
      return fail(
        feed.notKept,
        'Another program’s writes succeed, but the table doesn’t contain what it wrote. What else runs with each write?',
        "A trigger can change a row before it is stored, leave it out, or delete it afterwards. `SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'posts'::regclass AND NOT tgisinternal` in `make psql` lists the triggers.",
        `Your statements are in db-migrations/mine/. ${restores}`,
      );
    const copies = Math.max(feed?.copies ?? 0, crowd?.copies ?? 0);
    if (copies > 1)
      return fail(
        `one POST became ${copies} posts${(feed?.copies ?? 0) > 1 ? '' : ', after it had had to wait for a lock'}`,
        'Somebody posts once, and everybody sees the post twice. What does your code do when a statement takes long, or fails?',
        'A statement that takes long has not failed: it may still be executed, even if nobody waits for its result anymore. Sending it again is safe for reading, but not for writing.',
        'Look for a second try, or for two statements that race, in app/src/database/ and app/src/routes/posts.ts.',
      );
    if (unlogged.length > 0)
      return fail(
        `after a crash, PostgreSQL would empty ${unlogged.join(', ')}`,
        'What would be left of the posts if somebody pulled the plug?',
        'A table can be told not to write to the write-ahead log. That saves work, and PostgreSQL cannot restore what it has not logged.',
        'The evidence names the table. `ALTER TABLE ... SET LOGGED` changes it back.',
      );
    if (lostInCrash)
      return fail(
        `the API answered 201 to ${formatCountOf(lostInCrash, 'post')} before PostgreSQL had written ${lostInCrash === 1 ? 'it' : 'them'} to disk`,
        'What would be left of such a post if somebody pulled the plug just after the response?',
        'A commit normally waits until the write-ahead log is on disk. Which setting of the session, the role or the database tells it not to?',
        'It is synchronous_commit. `SELECT * FROM pg_db_role_setting` lists what is set for roles and databases; a SET or `options` in app/src/ affects only the API’s own sessions, so `SHOW` in psql doesn’t reveal it.',
      );
    const unknown = lostInCrash === undefined ? '; whether new ones are on disk in time was not checked' : '';
    return pass(`${formatCount(posts)} posts; none of the lab’s are missing or changed${unknown}`);
  },
};
