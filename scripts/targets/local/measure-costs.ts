import { feedQuery } from '../../../app/src/routes/feed-query.ts';
import { connect, withClient } from '../../../db-migrations/src/database-access.ts';
import { median } from '../../lib/numbers.ts';
import { timeMs } from '../../lib/timing.ts';

/** What the API's own work costs here, measured without the API: milliseconds and per second. */
export interface Costs {
  /** One login at a time, median. */
  connectMs: number;
  /** One feed query at a time on an open connection, median. */
  queryMs: number;
  /** Logins per second, ten at once: the most that a pool per request could get. */
  connectionsPerSecond: number;
  /** Feed queries per second on ten open connections. */
  queriesPerSecond: number;
}

const samples = 15;
const burstConnections = 10;
const burstMs = 2000;

/** Repeats `work` on each of ten lines for two seconds. Resolves to how often it was done per second, in all. */
async function burst(work: (line: number) => Promise<unknown>, signal: AbortSignal): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  const line = async (index: number) => {
    while (performance.now() - startedAt < burstMs) {
      signal.throwIfAborted();
      await work(index);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: burstConnections }, (_, index) => line(index)));
  return done / ((performance.now() - startedAt) / 1000);
}

/** One login: alone, and ten at once. `apiUrl` is the API's own way in, so that its price is the API's. */
export async function measureConnections(
  apiUrl: string,
  signal: AbortSignal,
): Promise<Pick<Costs, 'connectMs' | 'connectionsPerSecond'>> {
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1)
    times.push(await timeMs(() => withClient(apiUrl, async () => {})));
  const connectionsPerSecond = await burst(() => withClient(apiUrl, async () => {}), signal);
  return { connectMs: median(times), connectionsPerSecond };
}

/** One feed query: alone, and on ten connections at once. */
export async function measureQueries(
  apiUrl: string,
  signal: AbortSignal,
): Promise<Pick<Costs, 'queryMs' | 'queriesPerSecond'>> {
  const clients = await Promise.all(Array.from({ length: burstConnections }, () => connect(apiUrl)));
  try {
    const times: number[] = [];
    for (let sample = 0; sample < samples; sample += 1)
      times.push(await timeMs(async () => clients[0]?.query(feedQuery)));
    const queriesPerSecond = await burst(async (line) => clients[line]?.query(feedQuery), signal);
    return { queryMs: median(times), queriesPerSecond };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}
