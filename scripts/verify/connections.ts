import { formatCount } from '../lib/format.ts';
import type { BurstEvidence } from './evidence.ts';
import { type Check, fail, pass } from './verdict.ts';

/** Sessions per feed from which on they are not kept: one in fifty is more than a pool of any size opens once it has settled. */
const keptBelow = 0.02;

/** Sessions of others that may begin meanwhile: somebody looks in with psql, or with a verb. */
const strangers = 2;

const perFeed = ({ settled: { sessions, feeds } }: BurstEvidence) => sessions / Math.max(1, feeds);

/** Whether the API keeps its database connections from one request to the next. */
export const keepsConnections = (quiet: BurstEvidence): boolean =>
  quiet.settled.feeds > 0 && quiet.settled.sessions <= Math.max(strangers, quiet.settled.feeds * keptBelow);

export const connectionsAreKept: Check = {
  id: 'connections',
  question: 'Are database connections used again?',
  stage: 'pooled',
  look({ quiet }) {
    const { sessions, feeds } = quiet.settled;
    const seen =
      feeds === 0
        ? 'two users asked for feeds and got none'
        : `two users got ${formatCount(feeds)} feeds, and the database began ${formatCount(sessions)} sessions: ${perFeed(quiet).toFixed(2)} per feed`;
    if (keepsConnections(quiet)) return pass(seen);
    return fail(
      seen,
      'Before a query can run, somebody has to dial, log in and get a process of the database. Who pays for that here, and how often?',
      'Follow one request through the code: where is its connection made, and what becomes of it when the answer is out? A larger pool does not help when each request has one of its own; one pool does not help when it is ended each time.',
      'The place is app/src/database/: pool-per-request.ts is the fault, shared-pool.ts one way to cure it.',
    );
  },
};
