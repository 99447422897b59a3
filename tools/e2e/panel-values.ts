import { seriesOf } from '../../dashboards/promql.ts';
import { formatMilliseconds } from '../../scripts/lib/format.ts';
import type { Result } from '../../scripts/results/result.ts';
import { bucketOf } from '../sandbox/bucket-of.ts';
import { askPanel, checkCount, countOf, lookBack, sum, type Window } from './ask-panel.ts';
import { check } from './context.ts';
import { proveK6Row } from './k6-row.ts';
import { askSamples } from './prometheus.ts';

/** From the last scrape before the load to the last one that there is: between these two, nothing is missed and nothing guessed. */
async function scrapesAround(loadBeganAt: number): Promise<Window> {
  const series = await askSamples(`${seriesOf('api', 'feed_build_info')}[${lookBack}]`);
  const times =
    series.map(({ values }) => values.map(([time]) => time)).find((of) => of.some((time) => time > loadBeganAt)) ?? [];
  const [before, last] = [times.findLast((time) => time < loadBeganAt), times.at(-1)];
  if (before === undefined || last === undefined) throw new Error('Prometheus has no scrape from before the load');
  return { endsAt: last, seconds: last - before };
}

/**
 * What k6 says of the p99 that another clock may have, in milliseconds. One pause of the machine holds up every request that is under
 * way, on one of the two clocks only, and they are a share of all requests: users / requests. So far from 99 % the other clock may be.
 */
function p99OfAnotherClock({
  users,
  requests,
  latencyMs,
  latencyDistribution = [],
}: Result): [from: number, to: number] {
  const underWay = users / requests;
  const near = latencyDistribution.filter(({ share }) => Math.abs(share - 0.99) <= underWay).map(({ ms }) => ms);
  return [Math.min(latencyMs.p99, ...near), Math.max(latencyMs.p99, ...near)];
}

/**
 * One, on a quiet machine. But there the API is short of CPU itself, with a login for each request, and a request may wait before the
 * API's clock begins to run: seen were 300 ms for k6's 411, which is as far as one bucket goes.
 */
const bucketsApartWhenBroken = 2;

/** The panels show what k6 measured, each by its own query. Once nobody asks any more and Prometheus has seen it. */
export async function provePanelValues(result: Result): Promise<void> {
  const { stage, requests, failed, errors, successRate, latencyMs, evidence } = result;
  // The pod is seen to run up to a second after it began.
  const loadBeganAt = Date.parse(result.startedAt) / 1000 - 2;
  const window = await scrapesAround(loadBeganAt);
  const succeeded = await countOf('successful-requests', 0, window);
  checkCount('Successful Requests', succeeded, requests - failed);
  checkCount('Successful Requests and Error Rate', succeeded + (await countOf('error-rate', 0, window)), requests);
  const byStatus = await askPanel('error-rate', 0, window);
  for (const status of new Set(errors.map((error) => error.status)).values()) {
    if (status === 0) continue;
    const seen = byStatus.filter(({ metric }) => metric.status_code === String(status));
    const expected = errors.filter((error) => error.status === status).reduce((total, { count }) => total + count, 0);
    checkCount(`Error Rate, ${status}`, sum(seen) * window.seconds, expected);
  }
  const percent = sum(await askPanel('success-rate', 0, window));
  check(
    `Success Rate %: ${percent.toFixed(2)}, and k6 says ${(successRate * 100).toFixed(2)}`,
    Math.abs(percent - successRate * 100) <= 1,
  );
  const p99 = sum(await askPanel('response-latency', 1, window));
  const [from, to] = p99OfAnotherClock(result);
  const apart = Math.max(0, bucketOf(from / 1000) - bucketOf(p99), bucketOf(p99) - bucketOf(to / 1000));
  check(
    `Response Latency, p99: ${formatMilliseconds(p99 * 1000)}, and k6 says ${formatMilliseconds(latencyMs.p99)}, or ${formatMilliseconds(from)} to ${formatMilliseconds(to)} with a pause: ${apart} buckets apart`,
    apart <= (stage === 'broken' ? bucketsApartWhenBroken : 1),
  );
  const opened = await countOf('connections-opened', 0, window);
  checkCount('Connections Opened', opened, evidence.connectionsOpened);
  await proveK6Row(result, loadBeganAt);
}
