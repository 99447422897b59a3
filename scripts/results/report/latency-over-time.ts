import { html } from 'hono/html';
import { formatMilliseconds } from '../../lib/format.ts';
import { mostlyFailed } from '../measures.ts';
import { type ChartPoint, describeGaps, describeInterval, rangeOf } from './chart-points.ts';
import type { Fragment } from './fragment.ts';
import { logAxis } from './log-axis.ts';
import type { ReportRun } from './report-run.ts';
import { smallMultiples } from './small-multiples.ts';

const p50Of = ({ p50Ms }: ChartPoint) => p50Ms;
const p99Of = ({ p99Ms }: ChartPoint) => p99Ms;

function describe({ result }: ReportRun, points: ChartPoint[]): string {
  const { latencyMs, series } = result;
  const [p50, p99] = [rangeOf(points, p50Of), rangeOf(points, p99Of)];
  const describeRange = (range: [number, number]) => `from ${range.map(formatMilliseconds).join(' to ')}`;
  return [
    `Over the whole test, p50 was ${formatMilliseconds(latencyMs.p50)} and p99 was ${formatMilliseconds(latencyMs.p99)}.`,
    ...(series && p50 && p99
      ? [`${describeInterval(series)}, p50 ranged ${describeRange(p50)}, and p99 ${describeRange(p99)}.`]
      : []),
    ...(series ? describeGaps(points, series) : []),
    ...(mostlyFailed(result) ? ['Most of these requests failed, so this is how long an error took.'] : []),
  ].join(' ');
}

export function latencyOverTime(runs: ReportRun[]): Fragment {
  const times = runs.flatMap(
    ({ result }) => result.series?.points.flatMap(({ p50Ms, p99Ms }) => [p50Ms ?? 0, p99Ms ?? 0]) ?? [],
  );
  return html`<section><h2>Latency over time</h2>
<p>Latency is the time from sending a request to receiving the response, even if the response is an error. The solid line is p50, the median: half of the responses were at least as fast. The dashed line is p99: 99 of 100 responses were at least as fast, and one in 100 took longer.</p>
<p>The vertical scale is logarithmic: each step up is a multiple of the step below it. Lower is better. All charts have the same scale.</p>
${smallMultiples({ runs, y: logAxis(times, 7), curves: [{ value: p99Of, dashed: true }, { value: p50Of }], describe })}
</section>`;
}
