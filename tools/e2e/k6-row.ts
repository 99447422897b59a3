import { seriesOf } from '../../dashboards/promql.ts';
import { formatMilliseconds } from '../../scripts/lib/format.ts';
import type { Result } from '../../scripts/results/result.ts';
import { askPanel, checkCount, countOf, lookBack, sum } from './ask-panel.ts';
import { check } from './context.ts';
import { askSamples } from './prometheus.ts';

/** From k6's first counts of a load test to its last, and those first ones: they are there before any rate can be taken. */
async function writtenByK6(series: string, loadBeganAt: number) {
  const written = await askSamples(`${series}[${lookBack}]`);
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

/** The row Load test shows what k6 says at its end: it is the same k6, seen through Prometheus. */
export async function proveK6Row({ requests, failed, users, latencyMs }: Result, loadBeganAt: number): Promise<void> {
  for (const [query, name, expected] of [
    [0, 'succeeded', requests - failed],
    [1, 'failed', failed],
  ] as const) {
    const written = await writtenByK6(`k6_lab_${name}_total`, loadBeganAt);
    const seen = written ? written.before + (await countOf('load-requests', query, written.window)) : 0;
    checkCount(`Requests as Users Count Them, ${name}`, seen, expected);
  }
  for (const [query, name, expected] of [
    [0, 'avg', latencyMs.mean],
    [1, 'p99', latencyMs.p99],
  ] as const) {
    const written = await writtenByK6(`k6_lab_answer_time_${name}`, loadBeganAt);
    const seen = written ? sum(await askPanel('load-latency', query, written.window)) * 1000 : 0;
    check(
      `Latency as Users See It, ${name}: ${formatMilliseconds(seen)}, and k6 says ${formatMilliseconds(expected)}`,
      Math.abs(seen - expected) <= expected * 0.01,
    );
  }
  const counted = await writtenByK6(seriesOf('loadTest', 'k6_vus'), loadBeganAt);
  const seenUsers = counted ? sum(await askPanel('load-users', 0, counted.window)) : 0;
  check(`Users: ${seenUsers}, and k6 says ${users}`, seenUsers === users);
}
