import { apiStopped, type Check, type CheckOutcome, fail, missing, open, pass } from './check.ts';
import { reusesConnections } from './logins.ts';

export const apiHasEnded = (observed: string): CheckOutcome =>
  fail(
    observed,
    'The process has exited, and every request that it was serving has failed. What is the last thing in its log? `make status` shows where that is.',
    'In Node.js, an unhandled error terminates the process: one thrown in a timer, a rejected promise, or an `error` event without a listener. A pool emits one when the server closes an idle connection.',
    'app/src/database/create-pool.ts listens to its pools and clients. `make up` starts the API again.',
  );

const doesNotServe = (observed: string): CheckOutcome =>
  fail(
    observed,
    'Nothing is wrong with the database now, but the API doesn’t serve requests as it did before. What has it lost?',
    'A request that gave up may still get its connection later, when nobody is waiting for it anymore. Follow each connection that your code asks for: is it released on every path, even if the request has failed, its client has gone, or the server has closed the connection?',
    'Compare with app/src/database/shared-pool.ts: node-postgres itself limits the wait, and `client.release()` is in a `finally`.',
  );

const keepsTransaction = (observed: string): CheckOutcome =>
  fail(
    observed,
    'Which code begins a transaction, and on which path does it neither commit nor roll back?',
    "In `make psql`, `SELECT pid, state, query FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'` shows the last statement of that transaction.",
    'Look in app/src/database/. `ROLLBACK` belongs in the `catch`, before `client.release()`: a pool does not end a client’s transaction.',
  );

const opensMore = (observed: string): CheckOutcome =>
  fail(
    observed,
    'The longer, or the more often, the database is slow, the more connections the API opens. What stops it?',
    'Something opens new connections and forgets the old ones. Does your code create a new pool after a failure? What happens to the old one?',
    'app/src/database/shared-pool.ts creates one pool when the API starts, and node-postgres replaces the connections that break.',
  );

const refusesLivez = (answer: string): CheckOutcome =>
  fail(
    `while the tables were locked, GET /livez got ${answer}`,
    'Kubernetes probes /livez to find out whether the process is alive, and restarts it if it isn’t. Does a restart help when the database is slow?',
    'Some of your code responds to every route, including those that need no database.',
    'docs/api.md says what /livez and /readyz are for; app/src/app.ts has the order of the routes.',
  );

export const recovers: Check = {
  id: 'survives',
  question: 'Does the API recover from a slow database and from lost connections within 5 s?',
  stage: 'pooled',
  evaluate({ recovery: { survived, failure }, lock, lockRefused, logins }) {
    if (!failure) {
      if (lock?.livezError) return refusesLivez(lock.livezError);
      if (survived.length > 0) return pass(`the API served requests again after: ${survived.join('; ')}`);
      if (lockRefused) return open('not checked: the tables could not be locked');
      return open(reusesConnections(logins) ? apiStopped : 'not checked until connections are reused');
    }
    if (failure.kind === 'not tried')
      return missing(
        failure.text,
        'Who has a transaction open? Look at pg_stat_activity in `make psql`.',
        'A query that runs for many seconds locks its tables, too.',
        'Run verify again when nobody else is using the database.',
      );
    if (failure.kind === 'more connections') return opensMore(failure.text);
    if (failure.kind === 'open transaction') return keepsTransaction(failure.text);
    return failure.kind === 'ended' || failure.kind === 'restarted'
      ? apiHasEnded(failure.text)
      : doesNotServe(failure.text);
  },
};
