import { feedQuery } from '../../../app/src/routes/feed-query.ts';
import { connect, withClient } from '../../../db-migrations/src/database-access.ts';
import { median } from '../../lib/numbers.ts';
import { timeMs } from '../../lib/timing.ts';

const samples = 15;
/** With millions of posts, one query takes seconds: then fewer samples have to do. */
const samplingMs = 5000;
const burstConnections = 10;
const burstMs = 2000;

/** Repeats `work` for five seconds at most. Resolves to its median duration in milliseconds. */
async function medianMs(work: () => Promise<unknown>, signal: AbortSignal): Promise<number> {
  const times: number[] = [];
  const startedAt = performance.now();
  while (times.length < samples && (times.length === 0 || performance.now() - startedAt < samplingMs)) {
    signal.throwIfAborted();
    times.push(await timeMs(work));
  }
  return median(times);
}

/** Repeats `work` on ten connections concurrently. Resolves to the total number per second. */
async function ratePerSecond(work: (connection: number) => Promise<unknown>, signal: AbortSignal): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  const repeat = async (connection: number) => {
    while (performance.now() - startedAt < burstMs) {
      signal.throwIfAborted();
      await work(connection);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: burstConnections }, (_, connection) => repeat(connection)));
  return done / ((performance.now() - startedAt) / 1000);
}

/** Measures logins as the API's role, whose password hash determines their cost. */
export async function measureConnections(apiUrl: string, signal: AbortSignal) {
  const logIn = () => withClient(apiUrl, async () => {});
  return { connectMs: await medianMs(logIn, signal), connectionsPerSecond: await ratePerSecond(logIn, signal) };
}

/** Measures feed queries on connections that are already open. */
export async function measureQueries(apiUrl: string, signal: AbortSignal) {
  const clients = await Promise.all(Array.from({ length: burstConnections }, () => connect(apiUrl)));
  const query = async (connection: number) => clients[connection]?.query(feedQuery);
  try {
    return { queryMs: await medianMs(() => query(0), signal), queriesPerSecond: await ratePerSecond(query, signal) };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}
