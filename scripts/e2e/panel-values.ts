import { durationBuckets } from '../../app/src/metrics/http.ts';
import { rows } from '../../dashboards/panels.ts';
import { formatCount, formatMilliseconds } from '../lib/format.ts';
import type { Result } from '../results/result.ts';
import { check } from './context.ts';
import { ask, askSamples } from './prometheus.ts';

/** A stretch of time from one sample to another. */
interface Window {
  endsAt: number;
  seconds: number;
}

/** Before the load, and until its last scrape has come: nobody has replaced the API meanwhile. */
const lookBack = '3m';

const panels = rows.flatMap((row) => row.panels);

/** What a panel's own query answers over a window, by its labels. */
async function askPanel(id: string, query: number, { endsAt, seconds }: Window) {
  const expression = panels.find((panel) => panel.id === id)?.queries[query]?.expression;
  if (!expression) throw new Error(`there is no panel ${id} with ${query + 1} queries`);
  // A millisecond more on both sides: a window leaves out what stands at its very beginning.
  const window = `${Math.round(seconds * 1000) + 2}ms`;
  const series = await ask(expression.replaceAll('$__rate_interval', window), endsAt + 0.001);
  return series.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

const sum = (series: { value: number }[]) => series.reduce((total, { value }) => total + value, 0);

/** How many there were in the window, by a panel that shows how many there are per second. */
const countOf = async (id: string, query: number, window: Window) =>
  sum(await askPanel(id, query, window)) * window.seconds;

/** From the last scrape before the load to the last one that there is: between these two, nothing is missed and nothing guessed. */
async function scrapesAround(loadBeganAt: number): Promise<Window> {
  const series = await askSamples(`feed_build_info[${lookBack}]`);
  const times =
    series.map(({ values }) => values.map(([time]) => time)).find((of) => of.some((time) => time > loadBeganAt)) ?? [];
  const [before, last] = [times.findLast((time) => time < loadBeganAt), times.at(-1)];
  if (before === undefined || last === undefined) throw new Error('Prometheus has no scrape from before the load');
  return { endsAt: last, seconds: last - before };
}

/** From k6's first counts of a load test to its last, and those first ones: they are there before any rate can be taken. */
async function writtenByK6(metric: string, loadBeganAt: number) {
  const written = await askSamples(`${metric}[${lookBack}]`);
  const samples = written.flatMap(({ values }) => values.filter(([time]) => time >= loadBeganAt));
  const times = samples.map(([time]) => time);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const firstCounts = written.map(({ values }) => Number(values.find(([time]) => time >= loadBeganAt)?.[1] ?? 0));
  return samples.length > 0
    ? {
        window: { endsAt: last, seconds: last - first },
        before: firstCounts.reduce((total, count) => total + count, 0),
      }
    : undefined;
}

/** Within 1 %; and k6's first look at the API, which the API counts and k6 does not. */
const isNear = (seen: number, expected: number) => Math.abs(seen - expected) <= expected * 0.01 + 2;

function checkCount(what: string, seen: number, expected: number): void {
  check(`${what}: ${formatCount(seen)}, and k6 says ${formatCount(expected)}`, isNear(seen, expected));
}

/** In which of the histogram's buckets a time falls: a quantile cannot be known any better. */
function bucketOf(seconds: number): number {
  const index = durationBuckets.findIndex((upperBound) => seconds <= upperBound);
  return index === -1 ? durationBuckets.length : index;
}

async function proveK6Row({ requests, failed }: Result, loadBeganAt: number): Promise<void> {
  for (const [query, name, expected] of [
    [0, 'succeeded', requests - failed],
    [1, 'failed', failed],
  ] as const) {
    const written = await writtenByK6(`k6_lab_${name}_total`, loadBeganAt);
    const seen = written ? written.before + (await countOf('load-requests', query, written.window)) : 0;
    checkCount(`Requests as Users Count Them, ${name}`, seen, expected);
  }
}

/** The panels show what k6 measured, each by its own query. Once nobody asks any more and Prometheus has seen it. */
export async function provePanelValues(result: Result): Promise<void> {
  const { requests, failed, errors, successRate, latencyMs, evidence } = result;
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
  check(
    `Response Latency, p99: ${formatMilliseconds(p99 * 1000)}, and k6 says ${formatMilliseconds(latencyMs.p99)}: one bucket apart at most`,
    Math.abs(bucketOf(p99) - bucketOf(latencyMs.p99 / 1000)) <= 1,
  );
  const opened = await countOf('connections-opened', 0, window);
  checkCount('Connections Opened', opened, evidence.connectionsOpened);
  await proveK6Row(result, loadBeganAt);
}
