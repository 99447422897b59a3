import { isDeepStrictEqual } from 'node:util';
import { seriesOf } from '../../dashboards/promql.ts';
import { formatCount } from '../../scripts/lib/format.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';
import { check, load } from './context.ts';
import { ask } from './prometheus.ts';

const query = `sum by (pod) (${seriesOf('api', 'http_requests_total', 'route="/feed"', 'method="GET"')})`;
const scrapeIntervalMs = 5000;

/** Requests by pod. */
type Counts = Record<string, number>;

async function readCounts(): Promise<Counts> {
  return Object.fromEntries((await ask(query)).map(({ metric, value }) => [metric.pod, Number(value[1])]));
}

/** The counters once two scrapes have seen the same: the API's last word is in. */
export async function settledCounts(): Promise<Counts> {
  let previous: Counts = {};
  let current: Counts = {};
  const settled = async () => {
    previous = current;
    current = await readCounts();
    return isDeepStrictEqual(current, previous);
  };
  await waitUntil(settled, { timeoutMs: 60_000, everyMs: 2 * scrapeIntervalMs });
  return current;
}

/** The API's series come every 5 s: a dozen a minute, give or take the edges. */
export async function proveScrapeInterval(): Promise<void> {
  const samples = Number((await ask(`max(count_over_time(${seriesOf('api', 'feed_build_info')}[1m]))`))[0]?.value[1]);
  check(`Prometheus has scraped the API ${samples} times in the last minute`, samples >= 11 && samples <= 13);
}

/** What Prometheus has counted of a load test is what k6 has counted. */
export async function provePrometheusCounts(): Promise<void> {
  const before = await settledCounts();
  const { requests } = await load();
  const after = await settledCounts();
  // By pod: one that a restart has replaced leaves the sum of all.
  const counted = Object.entries(after).reduce((total, [pod, count]) => total + count - (before[pod] ?? 0), 0);
  check(
    `Prometheus counts ${formatCount(counted)} of k6's ${formatCount(requests)} requests: within 1 %`,
    requests > 1000 && Math.abs(counted - requests) <= requests * 0.01,
  );
}
