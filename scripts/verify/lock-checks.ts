import { formatCount, formatCountOf, formatSeconds } from '../lib/format.ts';
import { maxWaitMs } from '../scenario/story.ts';
import { apiStopped, type Check, type CheckOutcome, fail, missing, open, pass } from './check.ts';
import type { LockEvidence, RecoveryEvidence } from './evidence.ts';
import { reusesConnections } from './logins.ts';
import { maxLatenessMs } from './max-lateness.ts';

/** For checks that use the locked tables, which may give no evidence. */
function evaluateLock(evaluate: (lock: LockEvidence, recovery: RecoveryEvidence) => CheckOutcome): Check['evaluate'] {
  return ({ lock, lockRefused, logins, crowd, recovery }) => {
    if (lockRefused)
      return missing(
        'the tables could not be locked: another transaction held them for two seconds',
        'Who has a transaction open? Look at pg_stat_activity in `make psql`. If nobody else is using the database, the API begins a transaction and never ends it.',
        'A query that runs for many seconds locks its tables, too. Try again in a moment.',
        'Look for a missing COMMIT or ROLLBACK in app/src/database/.',
      );
    if (!lock && !crowd) return open(apiStopped);
    if (!lock) return open(reusesConnections(logins) ? apiStopped : 'not checked until connections are reused');
    if (lock.waitingAtOnce === 0)
      return missing(
        'no query waited for the locked tables',
        'Every feed needs a query, and no query can read a locked table. What did the API do instead?',
        'Either it did not ask the database at all, or it asked another one.',
        'Look at pg_stat_activity in `make psql` while you request a feed.',
      );
    return evaluate(lock, recovery);
  };
}

const queriesRunInParallel: Check = {
  id: 'parallel',
  question: 'Can other requests proceed while one query is slow?',
  stage: 'pooled',
  evaluate: evaluateLock(({ feedsAtOnce, waitingAtOnce, processes }, { oneByOne }) => {
    const slow = feedsAtOnce > processes ? oneByOne : ['/feed', ...oneByOne];
    if (slow.length === 0)
      return pass(
        `while the tables were locked, several feed queries waited in the database at once, and up to ${formatCount(waitingAtOnce)} queries in all`,
      );
    const which = processes === 1 ? 'the API' : `each of the API’s ${processes} processes`;
    return fail(
      `${which} had at most one query in the database while many users requested ${slow.join(', then ')}`,
      'What happens to all the other requests while one slow query runs?',
      'PostgreSQL can run several queries at a time. Something lets only one through: a lock, a queue, a pool of one.',
      'Compare `max` with the one in app/src/database/shared-pool.ts, and look at what waits for what in your code.',
    );
  }),
};

const seconds = maxWaitMs / 1000;

const waitIsLimited: Check = {
  id: 'limit',
  question: `When every connection is busy, do requests stop waiting within ${seconds} s?`,
  stage: 'pooled',
  evaluate: evaluateLock(
    ({ firstFailedMs, failedInTime, longestOfLineMs, stillWaiting, dropped, requests, latenessMs }, { failure }) => {
      if (dropped > 0 && failure?.kind === 'ended') return open('not checked, because the API had stopped responding');
      const ofAll = `of ${formatCountOf(requests, 'request')} sent while the tables were locked`;
      if (stillWaiting > 0 && latenessMs > maxLatenessMs)
        return missing(
          `the machine was too busy to tell: a request that needs no database took ${formatSeconds(latenessMs)}`,
          'What else is running on this machine? Stop it, and run verify again.',
          'If nothing else is, something in the API blocks the event loop: a long loop, or a synchronous call.',
          '`GET /livez` of the API should answer at once, whatever the database does.',
        );
      const failedBefore = failedInTime > 0 ? `; ${formatCount(failedInTime)} had failed by then, as they should` : '';
      if (stillWaiting > 0 || longestOfLineMs !== null)
        return fail(
          stillWaiting > 0
            ? `${ofAll}, ${formatCount(stillWaiting)} ${stillWaiting === 1 ? 'was' : 'were'} still waiting after ${seconds} s without a query of ${stillWaiting === 1 ? 'its' : 'their'} own in the database${failedBefore}`
            : `${ofAll}, those in the queue failed one after another, the last after ${formatSeconds(longestOfLineMs ?? 0)}; the more users, the longer the last one waits`,
          'Imagine that the database hangs for a minute. How many requests are waiting by then, and does anybody still want the responses?',
          `Requests that find no free connection, or share a query that another one has started, may wait, but not longer than ${seconds} s, however many are ahead of them. What do yours do while no connection comes back? A limit on each query doesn’t help those in the queue.`,
          'The limit is connectionTimeoutMillis; app/src/database/shared-pool.ts explains its value. Without it, node-postgres waits forever.',
        );
      if (dropped > 0)
        return fail(
          `${ofAll}, ${formatCount(dropped)} ended without a usable error: either the connection was closed, or the response was not a 429 or 5xx in the error format of docs/api.md`,
          'A client that gets no answer does not know whether to try again. What does your API send to a request that it gives up on?',
          'Closing the connection ends the wait only for the client. Does the query, or its place in the queue, end with it?',
          'Errors become responses in app/src/http/answer-error.ts, and app/src/database/database-errors.ts maps the failures of the database.',
        );
      return pass(
        firstFailedMs === null
          ? `none of ${formatCountOf(requests, 'request')} had to wait for a connection`
          : `${ofAll}, ${formatCount(failedInTime)} gave up in time, the first after ${formatSeconds(firstFailedMs)}`,
      );
    },
  ),
};

export const noRoom = (observed: string): CheckOutcome =>
  fail(
    observed,
    'What happens when a second copy of the API starts? And how would you get in with psql in the meantime?',
    'Beyond a few connections per processor, more of them gain you little: their queries have to take turns on the processors. How few are enough? Measure it.',
    'The number is `max`; see app/src/database/shared-pool.ts.',
  );

const leavesConnections: Check = {
  id: 'room',
  question: 'Does the database have connections left for others?',
  stage: 'pooled',
  evaluate: evaluateLock(({ sessions, processes, availableConnections }) => {
    const observed = `the API uses ${formatCount(sessions)} of the ${formatCount(availableConnections)} connections that PostgreSQL has for applications`;
    const withOneMore = (sessions / processes) * (processes + 1);
    if (withOneMore <= availableConnections) return pass(`when it is busy, ${observed}`);
    return noRoom(
      `${observed}; with one more copy, as during a rolling update, it would need ${formatCount(withOneMore)}`,
    );
  }),
};

/** What the locked tables show. */
export const lockChecks: Check[] = [queriesRunInParallel, waitIsLimited, leavesConnections];
