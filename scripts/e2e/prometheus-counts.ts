import { formatCount } from '../lib/format.ts';
import { waitUntil } from '../lib/wait-until.ts';
import { check, load, settings } from './context.ts';

const query = 'sum(http_requests_total{route="/feed",method="GET"})';
const scrapeIntervalMs = 5000;

async function ask(promql: string): Promise<{ value: [number, string] }[]> {
  const url = `http://127.0.0.1:${settings.prometheusPort}/api/v1/query?query=${encodeURIComponent(promql)}`;
  const { data } = (await (await fetch(url)).json()) as { data: { result: { value: [number, string] }[] } };
  return data.result;
}

/** The counter once two scrapes have seen the same: the API's last word is in. */
async function settledCount(): Promise<number> {
  let previous = -1;
  let current = -1;
  const settled = async () => {
    previous = current;
    current = Number((await ask(query))[0]?.value[1] ?? 0);
    return current === previous;
  };
  await waitUntil(settled, { timeoutMs: 60_000, everyMs: 2 * scrapeIntervalMs });
  return current;
}

/** What Prometheus has counted of a load test is what k6 has counted. */
export async function provePrometheusCounts(): Promise<void> {
  const before = await settledCount();
  const { requests } = await load();
  const counted = (await settledCount()) - before;
  check(
    `Prometheus counts ${formatCount(counted)} of k6's ${formatCount(requests)} requests: within 1 %`,
    Math.abs(counted - requests) <= requests * 0.01,
  );
}
