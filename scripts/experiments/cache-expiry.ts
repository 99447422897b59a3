import { setTimeout as wait } from 'node:timers/promises';
import type { RunningServer } from '../../app/run-server.ts';
import { migrate } from '../../db-migrations/src/migrate.ts';
import { readMetrics, sumOf } from '../lib/metrics.ts';
import { sum } from '../lib/numbers.ts';
import type { LoadReport } from '../load/load-report.ts';
import { storyUsers } from '../scenario/story.ts';
import { cacheFor } from './api-code.ts';
import { findExpiries, hasFeedQueries, summarizeSeconds } from './cache-expiry-rows.ts';
import { type Experiment, type ExperimentRow, scaledSeconds } from './experiment.ts';
import { withApis } from './experiment-api.ts';
import { measureLoad } from './measure-load.ts';
import { withSampler } from './with-sampler.ts';

const cacheSeconds = 30;
const scrapeEveryMs = 200;

/**
 * The requests that queried the database, and how long they waited for a connection and the query.
 */
interface FeedQueries {
  count: number;
  seconds: number;
}

async function readFeedQueries({ url }: RunningServer): Promise<FeedQueries> {
  const samples = await readMetrics(url);
  const query = (suffix: string) =>
    sumOf(samples, `db_client_operation_duration_seconds_${suffix}`, { operation: 'feed' });
  const waitSeconds = sumOf(samples, 'db_client_connection_wait_time_seconds_sum');
  return { count: query('count'), seconds: waitSeconds + query('sum') };
}

/** The API's feed queries in each second from now, until the signal. */
async function countFeedQueries(api: RunningServer, signal: AbortSignal): Promise<Map<number, FeedQueries>> {
  const perSecond = new Map<number, FeedQueries>();
  const startedAt = Date.now();
  let previous = await readFeedQueries(api);
  while (!signal.aborted) {
    await wait(scrapeEveryMs, undefined, { signal }).catch(() => {});
    const current = await readFeedQueries(api);
    const second = Math.floor((Date.now() - startedAt) / 1000);
    const { count, seconds } = perSecond.get(second) ?? { count: 0, seconds: 0 };
    perSecond.set(second, {
      count: count + current.count - previous.count,
      seconds: seconds + current.seconds - previous.seconds,
    });
    previous = current;
  }
  return perSecond;
}

/** Leaves out the first second, in which all users connect, and the incomplete last one. */
function completeSeconds(
  { series, durationSeconds }: LoadReport,
  feedQueries?: Map<number, FeedQueries>,
): ExperimentRow[] {
  const points = (series?.points ?? []).filter(({ second }) => second > 0 && second + 1 <= durationSeconds);
  return points.map(({ second, requests, p50Ms, p99Ms, failures }) => ({
    second,
    requests,
    failed: sum(failures.map(({ count }) => count)),
    p50Ms,
    p99Ms,
    // Without a cache every request is a feed query.
    feedQueries: feedQueries ? (feedQueries.get(second)?.count ?? 0) : requests,
    inDatabaseMs: feedQueries ? (feedQueries.get(second)?.seconds ?? 0) * 1000 : null,
  }));
}

function summarizeLoad(what: string, { latencyMs, requestsPerSecond, successRate }: LoadReport): ExperimentRow {
  const { mean, p50, p99, max } = latencyMs;
  return { what, requestsPerSecond, successRate, meanMs: mean, p50Ms: p50, p99Ms: p99, slowestMs: max };
}

export const cacheExpiry: Experiment = {
  name: 'cache-expiry',
  question: 'What happens in the second in which a cache of the feed expires?',
  method: `The feed is cached for ${cacheSeconds} s in the API, without the index; each request that finds the cache expired queries the database, as with most caches. ${storyUsers} users for 70 s, second by second; then the index without a cache for 20 s. The first second, in which all users connect, is left out. The API's count of feed queries, and the time that they took with the wait for a connection, is scraped five times a second, so that some may be counted one second late.`,
  takes: '2 minutes',

  run(context) {
    const expiresAfterSeconds = cacheSeconds * context.scale;
    return withApis(context, { cache: cacheFor(expiresAfterSeconds * 1000), pool: {} }, async (withApi) => {
      const cached = await withApi('cache', async (api) => {
        // Fills the cache, so that the test does not begin with an expiry.
        await (await fetch(`${api.url}/feed`)).arrayBuffer();
        const plan = { title: `cached for ${expiresAfterSeconds} s`, durationSeconds: scaledSeconds(context, 70) };
        const [feedQueries, { load }] = await withSampler(
          (signal) => countFeedQueries(api, signal),
          () => measureLoad(context, api, plan),
        );
        return { load, seconds: completeSeconds(load, feedQueries) };
      });
      await migrate(context.server.ownerUrl, 2, { signal: context.signal });
      const indexed = await withApi('pool', async (api) => {
        const plan = { title: 'index, no cache', durationSeconds: scaledSeconds(context, 20) };
        const { load } = await measureLoad(context, api, plan);
        return { load, seconds: completeSeconds(load) };
      });
      const ordinary = cached.seconds.filter((second) => !hasFeedQueries(second));
      return {
        rows: [
          summarizeSeconds('cache, ordinary seconds', ordinary),
          summarizeSeconds('cache, seconds in which it expires', cached.seconds.filter(hasFeedQueries)),
          summarizeSeconds('index, no cache', indexed.seconds),
        ],
        tables: {
          expiries: findExpiries(cached.seconds),
          wholeTests: [summarizeLoad('cache', cached.load), summarizeLoad('index, no cache', indexed.load)],
          secondsWithCache: cached.seconds,
          secondsWithIndex: indexed.seconds,
        },
      };
    });
  },
};
