import pg from 'pg';
import { feedQuery } from '../../app/src/routes/feed-query.ts';
import { migrate } from '../../db-migrations/src/migrate.ts';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { mean, median, quantile, sum } from '../lib/numbers.ts';
import { timeMs } from '../lib/timing.ts';
import { storyUsers } from '../scenario/thresholds.ts';
import type { ThrowawayServer } from '../targets/local/throwaway-server.ts';
import { withServer } from './bench-server.ts';
import { type Experiment, type ExperimentContext, secondsOf, timesOf } from './experiment.ts';
import type { Row } from './row.ts';
import { LoginFailed, repeatAtOnce, timedLogin } from './timed-login.ts';

/** How long each part of one request took, in the order in which they came. */
type Timeline = Record<string, number>;

/** A connection of its own: what the pool per request does, once it may take as long as it takes. */
async function requestOfItsOwn(url: string): Promise<Timeline> {
  const { client, phaseMs } = await timedLogin(url);
  try {
    const query = await timeMs(() => client.query(feedQuery));
    return { ...phaseMs, query, closing: await timeMs(() => client.end()) };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** A connection of ten that everybody shares. */
async function requestOfShared(pool: pg.Pool): Promise<Timeline> {
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

/** `median` of each part need not be of one request, and their sum is not a median; `inOneMs` is the request whose whole time is the median. */
function rowsOf(about: Row, timelines: Timeline[]): Row[] {
  const whole = (timeline: Timeline) => sum(Object.values(timeline));
  const byWhole = timelines.toSorted((one, other) => whole(one) - whole(other));
  const typical = byWhole[Math.floor(byWhole.length / 2)] ?? {};
  const withWhole = (timeline: Timeline): Timeline => ({ ...timeline, 'the whole': whole(timeline) });
  return Object.entries(withWhole(typical)).map(([phase, inOneMs]) => {
    const times = timelines.map((timeline) => withWhole(timeline)[phase] ?? Number.NaN);
    return { ...about, phase, inOneMs, medianMs: median(times), meanMs: mean(times), p99Ms: quantile(times, 0.99) };
  });
}

async function measureCase(
  context: ExperimentContext,
  { apiUrl }: ThrowawayServer,
  shared: boolean,
  users: number,
  indexed: boolean,
) {
  const about = { connections: shared ? 'one shared pool of 10' : 'one per request', indexed, users };
  const title = `${about.connections}, ${indexed ? 'index' : 'no index'}, ${users === 1 ? 'nothing else going on' : `${users} users`}`;
  return context.report.step(title, async () => {
    const pool = new pg.Pool({ connectionString: apiUrl, max: 10 });
    const timelines: Timeline[] = [];
    let refused = 0;
    const request = async () => {
      try {
        timelines.push(await (shared ? requestOfShared(pool) : requestOfItsOwn(apiUrl)));
      } catch (error) {
        // 53300: too many clients. They try again, as users do.
        if (!(error instanceof LoginFailed)) throw error;
        refused += 1;
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(users, 10) }, request));
      timelines.length = 0;
      refused = 0;
      if (users === 1) for (let time = 0; time < timesOf(context, 30); time += 1) await request();
      const seconds = users === 1 ? 0 : await repeatAtOnce(users, secondsOf(context, 10), context.signal, request);
      const load = {
        ...about,
        requests: timelines.length,
        refused,
        perSecond: seconds ? timelines.length / seconds : null,
      };
      return { rows: rowsOf(about, timelines), load };
    } finally {
      await pool.end();
    }
  });
}

export const requestTimeline: Experiment = {
  name: 'request-timeline',
  question: 'What does one request spend its time on, with a connection of its own and with a shared pool?',
  method:
    'The feed query from Node.js without HTTP, timed by the messages that come and go: with a connection of its own, opened and closed, and with one of a shared pool of 10 that is open already. 30 requests with nothing else going on; then 100 users for 10 s, without the limit of 150 ms, or hardly any request would come to its end.',
  takes: 'a minute',

  run: (context) =>
    withServer(context, async (server) => {
      const measured = [];
      for (const indexed of [false, true]) {
        await migrate(server.ownerUrl, indexed ? 2 : 1, { signal: context.signal });
        for (const users of [1, storyUsers])
          for (const shared of [false, true]) {
            context.signal.throwIfAborted();
            measured.push(await measureCase(context, server, shared, users, indexed));
          }
      }
      return {
        posts: defaultSeed.posts,
        scramIterations: defaultScramIterations,
        rows: measured.flatMap(({ rows }) => rows),
        tables: { load: measured.map(({ load }) => load) },
      };
    }),
};
