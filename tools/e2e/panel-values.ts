import { bucketOf } from '../../app/src/metrics/duration-histogram.ts';
import { seriesOf } from '../../dashboards/promql.ts';
import { formatMilliseconds } from '../../scripts/lib/format.ts';
import { sum } from '../../scripts/lib/numbers.ts';
import type { Result } from '../../scripts/results/result.ts';
import { check, prometheus } from './context.ts';
import { checkK6Row } from './k6-row.ts';
import { checkCount, countPanel, lookBack, queryPanel, sumPanel, type Window } from './panels.ts';
import { checkRequestParts } from './request-parts.ts';

/** From the last scrape before the load to the latest one: rates over it need no extrapolation. */
async function scrapesAround(loadStartedAt: number): Promise<Window> {
  const series = await prometheus.askSamples(`${seriesOf('api', 'feed_build_info')}[${lookBack}]`);
  const times = series
    .map(({ values }) => values.map(([time]) => time))
    .find((scrapes) => scrapes.some((time) => time > loadStartedAt));
  const [before, last] = [times?.findLast((time) => time < loadStartedAt), times?.at(-1)];
  if (before === undefined || last === undefined) throw new Error('Prometheus has no scrape from before the load');
  return { endsAt: last, seconds: last - before };
}

/**
 * The range of k6's latencies, in milliseconds, that the API's p99 may be in. A pause of the
 * machine may delay all requests in flight, a share of users / requests, on only one of the two
 * clocks. The API's p99 may then be any quantile of k6 that is at most this share away from 99 %.
 */
function p99Range({ users, requests, latencyMs, latencyDistribution = [] }: Result): [from: number, to: number] {
  const inFlight = users / requests;
  const near = latencyDistribution.filter(({ share }) => Math.abs(share - 0.99) <= inFlight).map(({ ms }) => ms);
  return [Math.min(latencyMs.p99, ...near), Math.max(latencyMs.p99, ...near)];
}

/**
 * How many histogram buckets apart the API's p99 may be. In the broken stage the API itself is
 * short of CPU, and a request may wait before the API's clock starts: one run had 300 ms, and
 * 411 ms in k6.
 */
const maxBucketsApart = { broken: 2, pooled: 1, indexed: 1 };

/**
 * Checks, with the query of each panel, that the panels show what k6 measured. Prometheus must have
 * scraped the API after the load.
 */
export async function checkPanelValues(result: Result): Promise<void> {
  const { stage, requests, failed, errors, successRate, latencyMs, evidence } = result;
  // The start of the pod is noticed up to a second late.
  const loadStartedAt = Date.parse(result.startedAt) / 1000 - 2;
  const window = await scrapesAround(loadStartedAt);
  const succeeded = await countPanel('successful-requests', 0, window);
  checkCount('Successful Requests', succeeded, requests - failed);
  checkCount('Successful Requests and Error Rate', succeeded + (await countPanel('error-rate', 0, window)), requests);
  const errorRates = await queryPanel('error-rate', 0, window);
  for (const status of new Set(errors.map((error) => error.status))) {
    // 0 stands for requests without a response, which the API cannot count.
    if (status === 0) continue;
    const rates = errorRates.filter(({ metric }) => metric.status_code === String(status));
    const expected = errors.filter((error) => error.status === status).map(({ count }) => count);
    checkCount(`Error Rate, ${status}`, sum(rates.map(({ value }) => value)) * window.seconds, sum(expected));
  }
  const percent = await sumPanel('success-rate', 0, window);
  check(
    `Success Rate %: ${percent.toFixed(2)}; k6: ${(successRate * 100).toFixed(2)}`,
    Math.abs(percent - successRate * 100) <= 1,
  );
  const p99 = await sumPanel('response-latency', 1, window);
  const [from, to] = p99Range(result);
  const apart = Math.max(0, bucketOf(from / 1000) - bucketOf(p99), bucketOf(p99) - bucketOf(to / 1000));
  check(
    `Response Latency, p99: ${formatMilliseconds(p99 * 1000)}; k6: ${formatMilliseconds(latencyMs.p99)}, or ${formatMilliseconds(from)} to ${formatMilliseconds(to)} with a pause: ${apart} buckets apart`,
    apart <= maxBucketsApart[stage],
  );
  checkCount('Connections Opened', await countPanel('connections-opened', 0, window), evidence.connectionsOpened);
  await checkRequestParts(window);
  await checkK6Row(result, loadStartedAt);
}
