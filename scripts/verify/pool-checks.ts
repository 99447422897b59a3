import { formatCount, formatPercent, formatSeconds } from '../lib/format.ts';
import { reliable, storyUsers } from '../scenario/thresholds.ts';
import { connectionsAreKept, keepsConnections } from './connections.ts';
import type { Evidence, LockEvidence } from './evidence.ts';
import { type Check, type Finding, fail, missing, open, pass } from './verdict.ts';

/** What to say when the locked tables told nothing. */
function notAsked({ lock, quiet }: Evidence): Finding {
  if (lock) return open('no request waited for the locked tables: what they show does not come from there');
  if (!keepsConnections(quiet)) return open('not asked as long as connections are not used again');
  return missing(
    'the tables could not be locked: for two seconds somebody held them',
    'Whose transaction is open? `make psql` and pg_stat_activity tell. When nobody else is at work, it is the API that begins one and does not end it.',
    'A query of many seconds holds its tables, too. Try again in a moment.',
    'A COMMIT that is missing is in app/src/database/.',
  );
}

/** For a question to the locked tables: asks it when they told something. */
function ofLockedTables(look: (lock: LockEvidence) => Finding): Check['look'] {
  return (evidence) => (evidence.lock && evidence.lock.waitingAtOnce > 0 ? look(evidence.lock) : notAsked(evidence));
}

const severalAtOnce: Check = {
  id: 'parallel',
  question: 'Can the others go on while one query is slow?',
  stage: 'pooled',
  look: ofLockedTables((lock) => {
    const { waitingAtOnce, processes } = lock;
    if (waitingAtOnce > processes)
      return pass(`${formatCount(waitingAtOnce)} queries were in the database at once while it stood still`);
    return fail(
      processes === 1
        ? `only one query was in the database while ${storyUsers} requests waited`
        : `only one query of each of the ${processes} copies of the API was in the database while ${storyUsers} requests waited`,
      'When everybody has to pass one door, what does one slow visitor do to the rest?',
      'PostgreSQL works on several queries at a time. Something lets only one through: a lock, a queue, a pool of one.',
      'Look at `max` in app/src/database/shared-pool.ts, and at what waits for what in yours.',
    );
  }),
};

const limitIsTold: Check = {
  id: 'limit',
  question: 'When every connection is busy, is one told so in time?',
  stage: 'pooled',
  look: ofLockedTables((lock) => {
    const { firstRefusedMs, lockedMs, refused, users, waitingAtOnce } = lock;
    const inLine = users - waitingAtOnce;
    if (firstRefusedMs !== null && refused >= inLine)
      return pass(`the database stood still, and the first was told after ${formatSeconds(firstRefusedMs)}`);
    return fail(
      `the database stood still for ${formatSeconds(lockedMs)}, and ${refused === 0 ? 'nobody' : `only ${formatCount(refused)} of the ${formatCount(inLine)} in line`} was told`,
      'Think of a database that hangs for a minute. How many requests wait by then, and does anybody still want the answers?',
      'A line without an end is no service: who finds no connection may wait, but not for ever. What does your pool do when nobody gives a connection back?',
      'The wait is connectionTimeoutMillis: app/src/database/shared-pool.ts says why it is what it is. Without one, node-postgres waits for ever.',
    );
  }),
};

const othersGetConnections: Check = {
  id: 'room',
  question: 'Does the database have connections left for others?',
  stage: 'pooled',
  look: ofLockedTables((lock) => {
    const { sessions, processes, connectionsInAll } = lock;
    const seen = `the API takes ${formatCount(sessions)} of ${formatCount(connectionsInAll)} connections`;
    // While a new version is rolled out, there is one copy more.
    const withOneMore = (sessions / processes) * (processes + 1);
    if (withOneMore <= connectionsInAll) return pass(`${seen} when it is busy`);
    return fail(
      `${seen}; while a new version is rolled out there is one copy of it more, which makes ${formatCount(withOneMore)}`,
      'What happens when a second copy of the API starts? And to whom wants to look into the database meanwhile?',
      'More connections than the database has processors do not make it quicker; they wait for each other inside. How few are enough? Measure it.',
      'The number is `max`: app/src/database/shared-pool.ts.',
    );
  }),
};

const isReliable: Check = {
  id: 'reliable',
  question: `Do ${storyUsers} users get what they ask for?`,
  stage: 'pooled',
  look({ lastRun, earlier: { broken } }) {
    if (!lastRun)
      return missing(
        'there was no load test since this was deployed',
        'Nothing is judged without numbers: `make loadtest`, then verify again.',
        `It takes the lab’s usual load: at least ${storyUsers} users and 5 seconds, no RATE.`,
        '`make loadtest`.',
      );
    const before = broken ? `; broken, on this machine: ${formatPercent(broken.successRate)}` : '';
    const seen = `${formatPercent(lastRun.successRate)} of ${formatCount(lastRun.requests)} requests succeeded (${lastRun.id})${before}`;
    if (lastRun.successRate >= reliable) return pass(seen);
    const [most] = lastRun.errors;
    return fail(
      `${seen}${most ? `; most failures: ${most.status || 'no answer'} ${most.code}` : ''}`,
      'Whom does a failed request serve? The code of the failures says where they were turned away.',
      'Turning people away quickly keeps a server alive; it does not serve them. There is work for all of them to be done, and the database can do it when it is asked well.',
      'Who finds no connection free should wait in line for its turn: app/src/database/shared-pool.ts.',
    );
  },
};

/** What fix 1 is for, and what it must not cost. */
export const poolChecks: Check[] = [connectionsAreKept, severalAtOnce, limitIsTold, othersGetConnections, isReliable];
