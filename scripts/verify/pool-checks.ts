import { formatCount, formatPercent, formatSeconds } from '../lib/format.ts';
import { reliableSuccessRate, storyUsers } from '../scenario/story.ts';
import { type Check, type CheckOutcome, fail, missing, open, pass } from './check.ts';
import type { LockEvidence, LoginEvidence } from './evidence.ts';
import { maxWaitMs } from './lock-probe.ts';

/** Sessions per request: one in fifty is more than a pool of any size opens once it has settled. */
const maxSessionsPerRequest = 0.02;

/** Sessions of other clients that may start during the load, such as psql or another verb. */
const otherSessions = 2;

const isShared = ({ requests, sessions, open: openNow }: LoginEvidence): boolean =>
  requests > 0 && sessions <= Math.max(otherSessions, openNow, requests * maxSessionsPerRequest);

/** Whether the API keeps its database connections from one request to the next. */
export const reusesConnections = (logins: LoginEvidence[]): boolean => logins.length > 0 && logins.every(isShared);

const describeLogins = ({ what, requests, sessions }: LoginEvidence): string =>
  requests === 0
    ? `${what} got no successful response`
    : `${what}: ${formatCount(requests)} requests, ${formatCount(sessions)} new sessions (${(sessions / requests).toFixed(2)} per request)`;

const connectionsAreReused: Check = {
  id: 'connections',
  question: 'Are database connections reused?',
  stage: 'pooled',
  evaluate({ logins }) {
    const [worst] = logins.filter((login) => !isShared(login));
    if (logins.length === 0) return open(apiEnded);
    if (!worst) {
      const total = (of: (login: LoginEvidence) => number) => logins.reduce((sum, login) => sum + of(login), 0);
      return pass(
        `for ${formatCount(total(({ requests }) => requests))} requests to all routes, by two users and by ${storyUsers}, the database started ${formatCount(total(({ sessions }) => sessions))} sessions`,
      );
    }
    return fail(
      describeLogins(worst),
      'Before a query can run, a client has to connect, log in, and get a process in the database. What does that cost here, and how often is the price paid?',
      'Follow one such request through the code. Where is its connection opened, and what happens to it after the response? A larger pool doesn’t help if each request has its own, and a single pool doesn’t help if it is ended after every request, or if some requests go around it.',
      'Look in app/src/database/: pool-per-request.ts is the fault, and shared-pool.ts is one way to fix it.',
    );
  },
};

const apiEnded = 'not checked, because the API had ended';

/** For checks that use the locked tables, which may give no evidence. */
function evaluateLock(evaluate: (lock: LockEvidence) => CheckOutcome): Check['evaluate'] {
  return ({ lock, logins, crowd }) => {
    if (lock === 'not granted')
      return missing(
        'the tables could not be locked: another transaction held them for two seconds',
        'Who has a transaction open? Look at pg_stat_activity in `make psql`. If nobody else is using the database, the API begins a transaction and never ends it.',
        'A query that runs for many seconds locks its tables, too. Try again in a moment.',
        'Look for a missing COMMIT in app/src/database/.',
      );
    if (!lock && !crowd) return open(apiEnded);
    if (!lock) return open(reusesConnections(logins) ? apiEnded : 'not checked until connections are reused');
    if (lock.waitingAtOnce === 0) return open('no query waited for the locked tables, so the feed does not read them');
    return evaluate(lock);
  };
}

const queriesRunInParallel: Check = {
  id: 'parallel',
  question: 'Can other requests proceed while one query is slow?',
  stage: 'pooled',
  evaluate: evaluateLock(({ waitingAtOnce, processes, requests }) => {
    if (waitingAtOnce > processes)
      return pass(`${formatCount(waitingAtOnce)} queries waited in the database at once while the tables were locked`);
    const which =
      processes === 1 ? 'only one query' : `only one query of each of the ${processes} processes of the API`;
    return fail(
      `${which} was in the database while ${formatCount(requests)} requests waited`,
      'What happens to all the other requests while one slow query runs?',
      'PostgreSQL can run several queries at a time. Something lets only one through: a lock, a queue, a pool of one.',
      'Compare `max` with the one in app/src/database/shared-pool.ts, and look at what waits for what in your code.',
    );
  }),
};

const waitIsLimited: Check = {
  id: 'limit',
  question: `When every connection is busy, do requests stop waiting within ${maxWaitMs / 1000} s?`,
  stage: 'pooled',
  evaluate: evaluateLock(({ firstToldMs, told, untold, requests }) => {
    if (untold === 0)
      return pass(
        firstToldMs === null
          ? `none of ${formatCount(requests)} requests had to wait for a connection`
          : `while the tables were locked, ${formatCount(told)} of ${formatCount(requests)} requests gave up waiting for a connection, the first after ${formatSeconds(firstToldMs)}`,
      );
    return fail(
      `of ${formatCount(requests)} requests while the tables were locked, ${formatCount(untold)} were still waiting for a connection after ${maxWaitMs / 1000} s${told > 0 ? `, although ${formatCount(told)} had failed by then` : ''}`,
      'Imagine that the database hangs for a minute. How many requests are waiting by then, and does anybody still want the responses?',
      `A request that finds no free connection may wait, but not longer than ${maxWaitMs / 1000} s, however many are ahead of it. What does your pool do when no connection comes back? A limit on the query doesn’t help those in the queue.`,
      'The limit is connectionTimeoutMillis; app/src/database/shared-pool.ts explains its value. Without it, node-postgres waits forever.',
    );
  }),
};

export const noRoom = (observed: string): CheckOutcome =>
  fail(
    observed,
    'What happens when a second copy of the API starts? And how would you get in with psql meanwhile?',
    'Beyond a few connections per processor, more of them gain little: their queries have to take turns on the processors. How few are enough? Measure it.',
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

export const apiHasEnded = (observed: string): CheckOutcome =>
  fail(
    observed,
    'The process has ended, and with it every request that it was serving. What is the last thing in its log? `make status` shows where that is.',
    'In Node.js, an error that nobody handles ends the process: one thrown in a timer, a rejected promise, or an `error` event without a listener. A pool emits one when the server closes an idle connection.',
    'app/src/database/create-pool.ts listens to its pools and clients. `make up` starts the API again.',
  );

const doesNotServe = (observed: string): CheckOutcome =>
  fail(
    observed,
    'The database is fine again, and the API still does not serve as before. What has it lost?',
    'A request that gave up may still get its connection later, when nobody waits for it any more. Follow each connection that your code asks for: is it released on every path, also when the request has failed, its client has gone, or the server has closed the connection?',
    'Compare with app/src/database/shared-pool.ts: node-postgres itself limits the wait, and `client.release()` is in a `finally`.',
  );

const recovers: Check = {
  id: 'survives',
  question: 'Does the API recover from a slow database and from lost connections?',
  stage: 'pooled',
  evaluate({ recovery: { survived, failure }, lock, logins }) {
    if (!failure) {
      if (survived.length > 0) return pass(`it served again after ${survived.join('; after ')}`);
      if (lock === 'not granted') return open('not checked: the tables could not be locked');
      return open(reusesConnections(logins) ? apiEnded : 'not checked until connections are reused');
    }
    return failure.kind === 'ended' || failure.kind === 'restarted'
      ? apiHasEnded(failure.text)
      : doesNotServe(failure.text);
  },
};

const isReliable: Check = {
  id: 'reliable',
  question: `Do ${storyUsers} users get what they ask for?`,
  stage: 'pooled',
  evaluate({ lastRun, earlier: { broken } }) {
    if (!lastRun)
      return missing(
        'there has been no full, uninterrupted load test since this was deployed and the schema last changed',
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
  recovers,
  isReliable,
];
