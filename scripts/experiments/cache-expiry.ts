import { setTimeout as wait } from 'node:timers/promises';
import type { RunningServer } from '../../app/src/testing/run-server.ts';
import { migrate } from '../../db-migrations/src/migrate.ts';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { readMetrics, sumOf } from '../lib/metrics.ts';
import type { LoadReport } from '../load/load-report.ts';
import { storyUsers } from '../scenario/thresholds.ts';
import { cacheFor } from './api-code.ts';
import { withApis } from './bench-api.ts';
import { withServer } from './bench-server.ts';
import { asks, expiriesIn, summaryOf } from './cache-expiry-rows.ts';
import { type Experiment, secondsOf } from './experiment.ts';
import { measureLoad } from './measure-load.ts';
import type { Row } from './row.ts';
import { whileWatching } from './while-watching.ts';

const cacheSeconds = 30;
const lookEveryMs = 200;

/** How many feed queries the API has made in each second of the test, by looking at its counter. */
async function watchQueries({ url }: RunningServer, signal: AbortSignal): Promise<Map<number, number>> {
  const perSecond = new Map<number, number>();
  const read = async () => sumOf(await readMetrics(url), 'db_query_duration_seconds_count', { query: 'feed' });
  const startedAt = Date.now();
  let seen = await read();
  while (!signal.aborted) {
    await wait(lookEveryMs, undefined, { signal }).catch(() => {});
    const now = await read();
    const second = Math.floor((Date.now() - startedAt) / 1000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + now - seen);
    seen = now;
  }
  return perSecond;
}

/** Without the first second, in which everybody connects, and without what comes after the last, when users leave. */
function wholeSeconds({ series, durationSeconds }: LoadReport, queries?: Map<number, number>): Row[] {
  const whole = (series?.points ?? []).filter(({ second }) => second > 0 && second + 1 <= durationSeconds);
  return whole.map(({ second, requests, p50Ms, p99Ms, failures }) => ({
    second,
    requests,
    failed: failures.reduce((total, { count }) => total + count, 0),
    p50Ms,
    p99Ms,
    // Without a cache every request is a feed query.
    feedQueries: queries ? (queries.get(second) ?? 0) : requests,
  }));
}

function wholeTest(what: string, { latencyMs, requestsPerSecond, successRate }: LoadReport): Row {
  const { mean, p50, p99, max } = latencyMs;
  return { what, requestsPerSecond, successRate, meanMs: mean, p50Ms: p50, p99Ms: p99, slowestMs: max };
}

export const cacheExpiry: Experiment = {
  name: 'cache-expiry',
  question: 'What happens in the second in which a cache of the feed expires?',
  method: `The feed is cached for ${cacheSeconds} s in the API, without the index; who finds it too old asks the database, as most caches are written. ${storyUsers} users for 70 s, second by second; then the index without a cache for 20 s. The first second, in which everybody connects, is left out. The API's count of feed queries is read five times a second, so that some may be counted one second late.`,
  takes: '2 minutes',

  run: (context) =>
    withServer(context, (server) => {
      const lasts = cacheSeconds * context.scale;
      return withApis(context, { cache: cacheFor(lasts * 1000), pool: {} }, async (withApi) => {
        const cached = await withApi('cache', server, async (api) => {
          // Filled before the users come: nobody waits for the first one.
          await (await fetch(`${api.url}/feed`)).arrayBuffer();
          const plan = { title: `cached for ${lasts} s`, durationSeconds: secondsOf(context, 70) };
          const [queries, { load }] = await whileWatching(
            (over) => watchQueries(api, over),
            () => measureLoad(context, server, api, plan),
          );
          return { load, seconds: wholeSeconds(load, queries) };
        });
        await migrate(server.ownerUrl, 2, { signal: context.signal });
        const indexed = await withApi('pool', server, async (api) => {
          const durationSeconds = secondsOf(context, 20);
          const { load } = await measureLoad(context, server, api, { title: 'index, no cache', durationSeconds });
          return { load, seconds: wholeSeconds(load) };
        });
        const ordinary = cached.seconds.filter((second) => !asks(second));
        return {
          posts: defaultSeed.posts,
          scramIterations: defaultScramIterations,
          rows: [
            summaryOf('cache, ordinary seconds', ordinary),
            summaryOf('cache, seconds in which it expires', cached.seconds.filter(asks)),
            summaryOf('index, no cache', indexed.seconds),
          ],
          tables: {
            expiries: expiriesIn(cached.seconds),
            wholeTests: [wholeTest('cache', cached.load), wholeTest('index, no cache', indexed.load)],
            secondsWithCache: cached.seconds,
            secondsWithIndex: indexed.seconds,
          },
        };
      });
    }),
};
