import { formatCount, formatPercent, formatSeconds } from '../lib/format.ts';
import { reliableSuccessRate, storyUsers } from '../scenario/story.ts';
import { type Check, type CheckOutcome, fail, missing, open, pass } from './check.ts';
import type { LockEvidence, QuietEvidence } from './evidence.ts';

/** Sessions per feed: one in fifty is more than a pool of any size opens once it has settled. */
const maxSessionsPerFeed = 0.02;

/** Sessions of other clients that may start during the load, such as psql or another verb. */
const otherSessions = 2;

/** Whether the API keeps its database connections from one request to the next. */
export const reusesConnections = ({ feeds, sessions }: QuietEvidence): boolean =>
  feeds > 0 && sessions <= Math.max(otherSessions, feeds * maxSessionsPerFeed);

const connectionsAreReused: Check = {
  id: 'connections',
  question: 'Are database connections reused?',
  stage: 'pooled',
  evaluate({ quiet }) {
    const { sessions, feeds } = quiet;
    const observed =
      feeds === 0
        ? 'two users requested feeds and got none'
        : `two users got ${formatCount(feeds)} feeds, and the database started ${formatCount(sessions)} sessions: ${(sessions / feeds).toFixed(2)} per feed`;
    if (reusesConnections(quiet)) return pass(observed);
    return fail(
      observed,
      'Before a query can run, a client has to connect, log in, and get a process in the database. What does that cost here, and how often is the price paid?',
      'Follow one request through the code. Where is its connection opened, and what happens to it after the response? A larger pool doesn’t help if each request has its own, and a single pool doesn’t help if it is ended after every request.',
      'Look in app/src/database/: pool-per-request.ts is the fault, and shared-pool.ts is one way to fix it.',
    );
  },
};

/** For checks that use the locked tables, which may give no evidence. */
function evaluateLock(evaluate: (lock: LockEvidence) => CheckOutcome): Check['evaluate'] {
  return ({ lock, quiet }) => {
    if (lock && lock.waitingAtOnce > 0) return evaluate(lock);
    if (lock) return open('no query waited for the locked tables, so the feed does not read them');
    if (!reusesConnections(quiet)) return open('not checked until connections are reused');
    return missing(
      'the tables could not be locked: another transaction held them for two seconds',
      'Who has a transaction open? Look at pg_stat_activity in `make psql`. If nobody else is using the database, the API begins a transaction and never ends it.',
      'A query that runs for many seconds locks its tables, too. Try again in a moment.',
      'Look for a missing COMMIT in app/src/database/.',
    );
  };
}

const queriesRunInParallel: Check = {
  id: 'parallel',
  question: 'Can other requests proceed while one query is slow?',
  stage: 'pooled',
  evaluate: evaluateLock(({ waitingAtOnce, processes, users }) => {
    if (waitingAtOnce > processes)
      return pass(`${formatCount(waitingAtOnce)} queries waited in the database at once while the tables were locked`);
    const which =
      processes === 1 ? 'only one query' : `only one query of each of the ${processes} processes of the API`;
    return fail(
      `${which} was in the database while ${formatCount(users)} requests waited`,
      'What happens to all the other requests while one slow query runs?',
      'PostgreSQL can run several queries at a time. Something lets only one through: a lock, a queue, a pool of one.',
      'Compare `max` with the one in app/src/database/shared-pool.ts, and look at what waits for what in your code.',
    );
  }),
};

const waitIsLimited: Check = {
  id: 'limit',
  question: 'When every connection is busy, do requests stop waiting in time?',
  stage: 'pooled',
  evaluate: evaluateLock(({ firstFailureMs, lockedMs, failed, users, waitingAtOnce }) => {
    const queued = users - waitingAtOnce;
    if (firstFailureMs !== null && failed >= queued)
      return pass(`while the tables were locked, the first request failed after ${formatSeconds(firstFailureMs)}`);
    return fail(
      `the tables were locked for ${formatSeconds(lockedMs)}, and ${failed === 0 ? 'none' : `only ${formatCount(failed)}`} of the ${formatCount(queued)} requests in the queue failed`,
      'Imagine that the database hangs for a minute. How many requests are waiting by then, and does anybody still want the responses?',
      'A request that finds no free connection may wait, but not forever. What does your pool do when no connection comes back?',
      'The limit is connectionTimeoutMillis; app/src/database/shared-pool.ts explains its value. Without it, node-postgres waits forever.',
    );
  }),
};

const leavesConnections: Check = {
  id: 'room',
  question: 'Does the database have connections left for others?',
  stage: 'pooled',
  evaluate: evaluateLock(({ sessions, processes, availableConnections }) => {
    const observed = `the API uses ${formatCount(sessions)} of the ${formatCount(availableConnections)} connections that PostgreSQL has for applications`;
    const withOneMore = (sessions / processes) * (processes + 1);
    if (withOneMore <= availableConnections) return pass(`when it is busy, ${observed}`);
    return fail(
      `${observed}; with one more copy, as during a rolling update, it would need ${formatCount(withOneMore)}`,
      'What happens when a second copy of the API starts? And how would you get in with psql meanwhile?',
      'Beyond a few connections per processor, more of them gain little: their queries have to take turns on the processors. How few are enough? Measure it.',
      'The number is `max`; see app/src/database/shared-pool.ts.',
    );
  }),
};

const isReliable: Check = {
  id: 'reliable',
  question: `Do ${storyUsers} users get what they ask for?`,
  stage: 'pooled',
  evaluate({ lastRun, earlier: { broken } }) {
    if (!lastRun)
      return missing(
        'there has been no full, uninterrupted load test since this was deployed',
        'This check needs numbers: run `make loadtest`, then verify again.',
        `It needs the lab’s usual load: at least ${storyUsers} users for at least 5 seconds, without RATE and without an interruption.`,
        'Run `make loadtest`; nothing in the code has to change for this.',
      );
    const before = broken ? `; broken, on this machine: ${formatPercent(broken.successRate)}` : '';
    const observed = `${formatPercent(lastRun.successRate)} of ${formatCount(lastRun.requests)} requests succeeded (${lastRun.id})${before}`;
    if (lastRun.successRate >= reliableSuccessRate) return pass(observed);
    const [most] = lastRun.errors;
    return fail(
      `${observed}${most ? `; most failures: ${most.status || 'no answer'} ${most.code}` : ''}`,
      'Each failed request is a user without a feed. The error code shows where the requests were rejected.',
      'Rejecting requests quickly keeps a server alive, but it doesn’t serve anybody. The database can serve them all if each request costs it less.',
      'A request that finds no free connection should wait for one; see app/src/database/shared-pool.ts.',
    );
  },
};

/** What fix 1 should achieve, and what it must not break. */
export const poolChecks: Check[] = [
  connectionsAreReused,
  queriesRunInParallel,
  waitIsLimited,
  leavesConnections,
  isReliable,
];
