import { seriesOf } from '../../dashboards/promql.ts';
import { formatMilliseconds } from '../../scripts/lib/format.ts';
import { sum } from '../../scripts/lib/numbers.ts';
import type { Result } from '../../scripts/results/result.ts';
import { check, prometheus } from './context.ts';
import { checkCount, countPanel, lookBack, sumPanel } from './panels.ts';

/**
 * The window from k6's first sample of a load test to its last, and the counts of the first, which
 * no rate includes. Undefined without samples: k6 writes no counter that is 0.
 */
async function k6Window(series: string, loadStartedAt: number) {
  const written = await prometheus.askSamples(`${series}[${lookBack}]`);
  const ofLoad = written.map(({ values }) => values.filter(([time]) => time >= loadStartedAt));
  const times = ofLoad.flat().map(([time]) => time);
  if (times.length === 0) return undefined;
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const firstCounts = sum(ofLoad.map(([sample]) => Number(sample?.[1] ?? 0)));
  return { window: { endsAt: last, seconds: last - first }, firstCounts };
}

/** Checks that the row Load test shows k6's own result: it has the same source, via Prometheus. */
export async function checkK6Row({ requests, failed, users, latencyMs }: Result, loadStartedAt: number): Promise<void> {
  for (const [query, name, expected] of [
    [0, 'succeeded', requests - failed],
    [1, 'failed', failed],
  ] as const) {
    const written = await k6Window(seriesOf('loadTest', `k6_lab_${name}_total`), loadStartedAt);
    const count = written ? written.firstCounts + (await countPanel('load-requests', query, written.window)) : 0;
    checkCount(`Requests as Users Count Them, ${name}`, count, expected);
  }
  for (const [query, name, expected] of [
    [0, 'avg', latencyMs.mean],
    [1, 'p99', latencyMs.p99],
  ] as const) {
    const written = await k6Window(seriesOf('loadTest', `k6_lab_answer_time_${name}`), loadStartedAt);
    const shown = written ? (await sumPanel('load-latency', query, written.window)) * 1000 : 0;
    check(
      `Latency as Users See It, ${name}: ${formatMilliseconds(shown)}; k6: ${formatMilliseconds(expected)}`,
      Math.abs(shown - expected) <= expected * 0.01,
    );
  }
  const written = await k6Window(seriesOf('loadTest', 'k6_vus'), loadStartedAt);
  // In the middle: at the end, some users have their last response and others still wait for it.
  const endsAt = written ? written.window.endsAt - written.window.seconds / 2 : 0;
  const shownUsers = written ? await sumPanel('load-users', 0, { ...written.window, endsAt }) : 0;
  check(`Users: ${shownUsers}; k6: ${users}`, shownUsers === users);
}
