import { isDeepStrictEqual } from 'node:util';
import { seriesOf } from '../../dashboards/promql.ts';
import { formatCount } from '../../scripts/lib/format.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';
import { selectorOf } from '../../scripts/targets/kind/cluster-access.ts';
import { access, check, prometheus, runLoad, signal } from './context.ts';

const requestsByPod = `sum by (pod) (${seriesOf('api', 'http_requests_total', 'route="/feed"', 'method="GET"')})`;
const scrapeIntervalMs = 5000;

/** Requests by pod. */
type Counts = Record<string, number>;

async function readCounts(): Promise<Counts> {
  const series = await prometheus.ask(requestsByPod);
  return Object.fromEntries(series.map(({ metric, value }) => [metric.pod, Number(value[1])]));
}

/** Waits until two scrapes have the same counts: Prometheus then has the API's last ones. */
export async function settledCounts(): Promise<Counts> {
  let previous: Counts = {};
  let current: Counts = {};
  const isSettled = async () => {
    previous = current;
    current = await readCounts();
    return isDeepStrictEqual(current, previous);
  };
  await waitUntil(isSettled, { timeoutMs: 60_000, intervalMs: 2 * scrapeIntervalMs, signal });
  return current;
}

/** Whether every pod of the API, even a terminating one, has been scraped since a Unix time. */
async function areAllScraped(since: number): Promise<boolean> {
  const running = ['--selector', selectorOf('api'), '--field-selector', 'status.phase=Running'];
  const names = [...running, '--output', 'jsonpath={.items[*].metadata.name}'];
  const pods = (await access.kubectl(['get', 'pods', ...names])).split(' ');
  const scrapes = await prometheus.ask(`timestamp(${seriesOf('api', 'feed_build_info')})`);
  const scraped = new Set(scrapes.filter(({ value }) => Number(value[1]) > since).map(({ metric }) => metric.pod));
  return pods.every((pod) => scraped.has(pod));
}

/** Waits until every pod is scraped: earlier requests must not count as part of the load test. */
export async function waitForScrape(): Promise<void> {
  const from = Date.now() / 1000;
  check(
    'Prometheus has scraped the API before the load test',
    await waitUntil(() => areAllScraped(from), { timeoutMs: 60_000, intervalMs: 500, signal }),
  );
}

/** Checks for a scrape every 5 s: twelve a minute, give or take one. */
export async function checkScrapeInterval(): Promise<void> {
  const samples = `max(count_over_time(${seriesOf('api', 'feed_build_info')}[1m]))`;
  const count = Number((await prometheus.ask(samples))[0]?.value[1]);
  check(`Prometheus has scraped the API ${count} times in the last minute`, count >= 11 && count <= 13);
}

/** Checks that Prometheus and k6 count the same number of requests in a load test. */
export async function checkPrometheusCounts(): Promise<void> {
  const before = await settledCounts();
  const { requests } = await runLoad();
  const after = await settledCounts();
  // By pod, because a pod that a restart has replaced drops out of a sum.
  const counted = Object.entries(after).reduce((total, [pod, count]) => total + count - (before[pod] ?? 0), 0);
  check(
    `Prometheus counts ${formatCount(counted)} of k6's ${formatCount(requests)} requests: within 1 %`,
    requests > 1000 && Math.abs(counted - requests) <= requests * 0.01,
  );
}
