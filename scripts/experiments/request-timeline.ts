import pg from 'pg';
import { feedQuery } from '../../app/src/routes/feed-query.ts';
import { migrate } from '../../db-migrations/src/migrate.ts';
import { mean, median, quantile, sum } from '../lib/numbers.ts';
import { timeMs } from '../lib/timing.ts';
import { storyUsers } from '../scenario/story.ts';
import {
  type Experiment,
  type ExperimentContext,
  type ExperimentRow,
  scaledCount,
  scaledSeconds,
} from './experiment.ts';
import { runConcurrently } from './run-concurrently.ts';
import { LoginFailed, timedLogin } from './timed-login.ts';

/** How long each phase of a request took, in order. */
type Timeline = Record<string, number>;

/** As with the pool per request, but without its timeout. */
async function requestWithOwnConnection(url: string): Promise<Timeline> {
  const { client, phaseMs } = await timedLogin(url);
  try {
    const query = await timeMs(() => client.query(feedQuery));
    return { ...phaseMs, query, closing: await timeMs(() => client.end()) };
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function requestWithSharedPool(pool: pg.Pool): Promise<Timeline> {
  let client: pg.PoolClient | undefined;
  const waiting = await timeMs(async () => {
    client = await pool.connect();
  });
  try {
    return { 'waiting for a connection': waiting, query: await timeMs(async () => client?.query(feedQuery)) };
  } finally {
    client?.release();
  }
}

/**
 * A row for each phase. The medians are of different requests and do not add up; `inOneMs` are the
 * phases of one request, the one whose total time is the median.
 */
function phaseRows(about: ExperimentRow, timelines: Timeline[]): ExperimentRow[] {
  const totalOf = (timeline: Timeline) => sum(Object.values(timeline));
  const byTotal = timelines.toSorted((one, other) => totalOf(one) - totalOf(other));
  const middle = byTotal[Math.floor(byTotal.length / 2)] ?? {};
  const withTotal = (timeline: Timeline): Timeline => ({ ...timeline, 'the whole': totalOf(timeline) });
  return Object.entries(withTotal(middle)).map(([phase, inOneMs]) => {
    const times = timelines.map((timeline) => withTotal(timeline)[phase] ?? Number.NaN);
    return { ...about, phase, inOneMs, medianMs: median(times), meanMs: mean(times), p99Ms: quantile(times, 0.99) };
  });
}

async function measureCase(context: ExperimentContext, shared: boolean, users: number, indexed: boolean) {
  const about = { connections: shared ? 'one shared pool of 10' : 'one per request', indexed, users };
  const title = `${about.connections}, ${indexed ? 'index' : 'no index'}, ${users === 1 ? 'one at a time' : `${users} users`}`;
  const { apiUrl } = context.server;
  return context.report.step(title, async () => {
    const pool = new pg.Pool({ connectionString: apiUrl, max: 10 });
    const timelines: Timeline[] = [];
    let refused = 0;
    const request = async () => {
      try {
        timelines.push(await (shared ? requestWithSharedPool(pool) : requestWithOwnConnection(apiUrl)));
      } catch (error) {
        // Too many clients (53300): the user tries again.
        if (!(error instanceof LoginFailed)) throw error;
        refused += 1;
      }
    };
    try {
      // Opens the shared pool's connections, which does not count.
      await Promise.all(Array.from({ length: Math.min(users, 10) }, request));
      timelines.length = 0;
      refused = 0;
      if (users === 1) for (let time = 0; time < scaledCount(context, 30); time += 1) await request();
      const seconds =
        users === 1 ? 0 : await runConcurrently(users, scaledSeconds(context, 10), context.signal, request);
      const load = {
        ...about,
        requests: timelines.length,
        refused,
        perSecond: seconds ? timelines.length / seconds : null,
      };
      return { rows: phaseRows(about, timelines), load };
    } finally {
      await pool.end();
    }
  });
}

export const requestTimeline: Experiment = {
  name: 'request-timeline',
  question: 'What does one request spend its time on, with a connection of its own and with a shared pool?',
  method: `The feed query from Node.js without HTTP, timed by the protocol messages: with a connection of its own, opened and closed, and with one of a shared pool of 10 that is open already. 30 requests one at a time; then ${storyUsers} users for 10 s, without the timeout of 150 ms, or hardly any request would succeed.`,
  takes: 'a minute',

  async run(context) {
    const measured = [];
    for (const indexed of [false, true]) {
      await migrate(context.server.ownerUrl, indexed ? 2 : 1, { signal: context.signal });
      for (const users of [1, storyUsers])
        for (const shared of [false, true]) {
          context.signal.throwIfAborted();
          measured.push(await measureCase(context, shared, users, indexed));
        }
    }
    return {
      rows: measured.flatMap(({ rows }) => rows),
      tables: { load: measured.map(({ load }) => load) },
    };
  },
};
