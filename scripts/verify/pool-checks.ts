import { formatCount, formatCountOf, formatPercent, formatSeconds } from '../lib/format.ts';
import { isBeyondPools, whatHeldConnections } from '../results/held-connections.ts';
import type { Result } from '../results/result.ts';
import { maxWaitMs, reliableSuccessRate, storyUsers } from '../scenario/story.ts';
import { apiStopped, type Check, type CheckOutcome, fail, missing, noLoadTest, open, pass } from './check.ts';
import type { LoginEvidence } from './evidence.ts';
import { lockChecks } from './lock-checks.ts';
import { isShared } from './logins.ts';
import { recovers } from './recovery-check.ts';

/** Of the failures of a load test. The others may be restarts, or requests that were cut off. */
const mostFailures = 0.9;

const describeLogins = ({ what, requests, sessions }: LoginEvidence): string =>
  requests === 0
    ? `${what} got no successful response`
    : `${what}: ${formatCountOf(requests, 'request')}, ${formatCountOf(sessions, 'new session')} (${(sessions / requests).toFixed(2)} per request)`;

const connectionsAreReused: Check = {
  id: 'connections',
  question: 'Are database connections reused?',
  stage: 'pooled',
  evaluate({ logins }) {
    const [worst] = logins.filter((login) => !isShared(login));
    if (logins.length === 0) return open(apiStopped);
    if (!worst) {
      const total = (key: 'sessions' | 'requests') => logins.reduce((sum, login) => sum + login[key], 0);
      const users = logins.map((login) => login.users);
      return pass(
        `the database started ${formatCountOf(total('sessions'), 'session')} for ${formatCountOf(total('requests'), 'request')} to all routes, from ${Math.min(...users)} to ${Math.max(...users)} users`,
      );
    }
    return fail(
      describeLogins(worst),
      'Before a query can run, a client has to connect and log in, and PostgreSQL has to start a process for it. What does that cost here, and how often do you pay for it?',
      'Follow one such request through the code. Where is its connection opened, and what happens to it after the response? A larger pool doesn’t help if each request has its own, and a single pool doesn’t help if it is ended after every request, or if some requests bypass it.',
      'Look in app/src/database/: pool-per-request.ts is the fault, and shared-pool.ts is one way to fix it.',
    );
  },
};

/** Whether requests failed because they got no connection, or no result, in time. */
function failedInQueue({ errors, failed }: Result): boolean {
  const late = errors.filter(({ code }) => code === 'connection_timeout' || code === 'database_unavailable');
  return late.reduce((sum, { count }) => sum + count, 0) >= failed * mostFailures;
}

/** The connections were in use for queries: what the code does with them is the smaller part. */
function judgeSlowQueries(lastRun: Result, observed: string): CheckOutcome {
  const { evidence, users } = lastRun;
  const { queryMs, queriesAtOnce, connections } = evidence.database ?? {};
  const queries = `queries of ${formatSeconds(queryMs ?? 0)} ran on ${(queriesAtOnce ?? 0).toFixed(1)} of ${formatCount(connections ?? 0)} connections at any time`;
  if (isBeyondPools(lastRun))
    return open(
      `${observed}: ${queries}, so ${formatCount(users)} users cannot all have their turn within ${maxWaitMs / 1000} s, whatever the code does. To be decided when the queries are faster`,
    );
  return fail(
    `${observed}: ${queries}`,
    'Each failed request is a user without a feed. While it waited, each connection was in use for somebody else’s query. How long does one query take, and how many of them have to end before everybody has had a turn?',
    `The connections are shared, and busy all the time, because each query takes long. A request may wait up to ${maxWaitMs / 1000} s for its turn. How long does your code let it wait, and what could make the queries shorter?`,
    'The limit is connectionTimeoutMillis; see app/src/database/shared-pool.ts. What each query reads is shown by `make explain`, and `make why` compares its time with that of a query that runs alone.',
  );
}

const isReliable: Check = {
  id: 'reliable',
  question: `Do ${storyUsers} users get what they ask for?`,
  stage: 'pooled',
  evaluate({ bursts, lastRun, earlier: { broken } }) {
    if (bursts.length > 0 && (!lastRun || lastRun.successRate >= reliableSuccessRate))
      return fail(
        bursts.join('; '),
        'The feed is not all that users ask for. What happens when many of them use another route at the same moment?',
        'Forty short queries are over in less than a second, even one after another. What makes requests fail instead of waiting for their turn? Does one request hold a connection while it waits for a second one?',
        'Each route uses `database.query` once; app/src/database/shared-pool.ts has one pool for all of them.',
      );
    if (!lastRun)
      return missing(
        noLoadTest,
        'This check needs numbers: run `make loadtest`, then verify again.',
        `It needs the lab’s usual load: at least ${storyUsers} users for at least 5 seconds, without RATE and without an interruption.`,
        'Run `make loadtest`; nothing in the code has to change for this.',
      );
    const before = broken ? `; broken, on this machine: ${formatPercent(broken.successRate)}` : '';
    const observed = `${formatPercent(lastRun.successRate)} of ${formatCount(lastRun.requests)} requests succeeded (${lastRun.id})${before}`;
    if (lastRun.successRate >= reliableSuccessRate) return pass(observed);
    if (whatHeldConnections(lastRun) === 'queries' && failedInQueue(lastRun))
      return judgeSlowQueries(lastRun, observed);
    const [most] = lastRun.errors;
    return fail(
      `${observed}${most ? `; most failures: ${most.status || 'no answer'} ${most.code}` : ''}`,
      'Each failed request is a user without a feed. The error code shows where the requests were rejected.',
      'Rejecting requests quickly keeps a server alive, but serves nobody. How long would these requests have had to wait for their turn, and how long does your code let them wait?',
      'A request that finds no free connection should wait for one; see app/src/database/shared-pool.ts.',
    );
  },
};

/** What fix 1 should achieve, and what it must not break. */
export const poolChecks: Check[] = [connectionsAreReused, ...lockChecks, recovers, isReliable];
