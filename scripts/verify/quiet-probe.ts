import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiRole, monitorRole } from '../../db-migrations/src/names.ts';
import type { Sample } from '../lib/metrics.ts';
import { probeBursts } from './burst-probe.ts';
import { countLogins, countSessions } from './count-logins.ts';
import type { LoadEvidence, LoginEvidence, ReadsEvidence } from './evidence.ts';
import { maxRows } from './feed-reads.ts';
import { measureFeeds } from './measure-feeds.ts';
import { readClock, readCounters, reportIntervalMs } from './posts-read.ts';
import { olderPageOf, probeRoute, type Route } from './routes-probe.ts';
import { countFeeds, runUsers } from './run-users.ts';
import { sendRequest, succeeded } from './send-request.ts';
import { watchUnloggedTables } from './stored-probe.ts';

/** So few that even an API that opens a connection per request serves them. */
const users = 2;
const durationMs = 1000;

/** Other clients that ran a statement since $2. Monitoring reads no tables. */
const otherClients = `
SELECT DISTINCT coalesce(nullif(application_name, ''), usename) AS name
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND usename <> ALL ($1) AND (state <> 'idle' OR state_change > $2)
ORDER BY name`;

async function probeFeeds(address: string, client: pg.ClientBase, signal: AbortSignal) {
  const { add, evidence } = countFeeds();
  const send = async () => {
    const response = await sendRequest(address, '/feed', { signal });
    add(response);
    return response.status !== 0;
  };
  await Promise.all(Array.from({ length: users }, send));
  const [before, served] = [await countSessions(client), evidence.feeds];
  await runUsers(users, durationMs, signal, send);
  const logins = {
    what: 'two users who read the feed',
    users,
    requests: evidence.feeds - served,
    ...(await countLogins(client, before)),
  };
  return { quiet: evidence, logins };
}

/** A page that is loaded now and then: a connection has to survive the time in between. */
const betweenFeedsMs = reportIntervalMs / 2;

/** A single user who reads the feed twice a second, while nobody else does. */
function createSingleUser(address: string, client: pg.ClientBase, signal: AbortSignal) {
  const seen = { requests: 0, sessions: 0, open: 0 };
  return {
    logins: (): LoginEvidence => ({ what: 'one user who reads the feed every half second', users: 1, ...seen }),

    async readTwice(): Promise<void> {
      const before = await countSessions(client);
      for (let reads = 0; reads < 2; reads += 1) {
        await wait(betweenFeedsMs, undefined, { signal });
        if (succeeded(await sendRequest(address, '/feed', { signal }))) seen.requests += 1;
      }
      const { sessions, open } = await countLogins(client, before);
      seen.sessions += sessions;
      // A connection that has been closed again is no excuse for the next login.
      seen.open = Math.min(open, sessions);
    },
  };
}

/** Sends requests to each route as two users, and counts what the database did for them. */
export async function probeQuietly(
  address: string,
  client: pg.ClientBase,
  posts: number,
  metrics: () => Promise<Sample[]>,
  signal: AbortSignal,
): Promise<{
  quiet: LoadEvidence;
  logins: LoginEvidence[];
  reads: ReadsEvidence;
  bursts: string[];
  unloggedRead: string[];
}> {
  const since = await readClock(client);
  const singleUser = createSingleUser(address, client, signal);
  const read = (routes?: [Route, ...Route[]]) => readCounters(address, client, metrics, singleUser.readTwice, routes);
  // Sessions have reported what they read before, and report what they read here before it returns.
  const { probed, before, after, rows, feeds } = await measureFeeds(posts, read, async () => {
    const findUnloggedRead = await watchUnloggedTables(client);
    return { ...(await probeFeeds(address, client, signal)), findUnloggedRead };
  });
  const unloggedRead = await probed.findUnloggedRead();
  // What is kept until somebody posts is read after each post.
  const writes = await probeRoute(address, client, 'two users who post', '/posts', signal, '/feed');
  const rowsPerFeed = feeds > 0 ? rows / feeds : 0;
  // Where each feed reads many rows, it makes no difference what posts make the database read.
  const last = rowsPerFeed > maxRows ? after : await read(['/posts', '/feed']);
  const lists = await probeRoute(address, client, 'two users who list posts', '/users/1/posts', signal);
  const page = await olderPageOf(address);
  const pages = page ? [await probeRoute(address, client, 'two users who request older pages', page, signal)] : [];
  const burst = await probeBursts(address, client, signal);
  const { rows: others } = await client.query<{ name: string }>(otherClients, [[apiRole, monitorRole], since]);
  const rowsForWrites = Math.max(0, last.rows - after.rows - (last.feeds - after.feeds) * rowsPerFeed);
  return {
    quiet: probed.quiet,
    unloggedRead,
    bursts: burst.bursts,
    logins: [probed.logins, singleUser.logins(), writes, lists, ...pages, ...burst.logins],
    reads: {
      rows,
      feeds,
      rowsForWrites,
      writes: Math.max(last.posts - after.posts, writes.requests),
      otherClients: [...others.map(({ name }) => name), ...(last.others > before.others ? ['users of the API'] : [])],
    },
  };
}
