import { isDeepStrictEqual } from 'node:util';
import { formatCount } from '../lib/format.ts';
import { waitUntil } from '../lib/wait-until.ts';
import { check, load, settings } from './context.ts';

const query = 'sum by (pod) (http_requests_total{route="/feed",method="GET"})';
const scrapeIntervalMs = 5000;

/** Requests by pod. */
type Counts = Record<string, number>;

async function readCounts(): Promise<Counts> {
  const url = `http://127.0.0.1:${settings.prometheusPort}/api/v1/query?query=${encodeURIComponent(query)}`;
  const { data } = (await (await fetch(url)).json()) as {
    data: { result: { metric: { pod: string }; value: [number, string] }[] };
  };
  return Object.fromEntries(data.result.map(({ metric, value }) => [metric.pod, Number(value[1])]));
}

/** The counters once two scrapes have seen the same: the API's last word is in. */
async function settledCounts(): Promise<Counts> {
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

/** What Prometheus has counted of a load test is what k6 has counted. */
export async function provePrometheusCounts(): Promise<void> {
  const before = await settledCounts();
  const { requests } = await load();
  const after = await settledCounts();
  // By pod: one that a restart has replaced leaves the sum of all.
  const counted = Object.entries(after).reduce((total, [pod, count]) => total + count - (before[pod] ?? 0), 0);
  check(
    `Prometheus counts ${formatCount(counted)} of k6's ${formatCount(requests)} requests: within 1 %`,
    Math.abs(counted - requests) <= requests * 0.01,
  );
}
