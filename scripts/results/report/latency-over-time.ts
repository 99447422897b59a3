import { html } from 'hono/html';
import { formatMilliseconds } from '../../lib/format.ts';
import { mostlyFailed } from '../measures.ts';
import type { Fragment } from './fragment.ts';
import { logAxis } from './log-axis.ts';
import type { ReportRun } from './report-run.ts';
import { smallMultiples } from './small-multiples.ts';

function summary({ result }: ReportRun): string {
  const [p50, p99] = [result.latencyMs.p50, result.latencyMs.p99].map(formatMilliseconds);
  const failed = mostlyFailed(result) ? ' Most requests failed, so this is mostly the latency of errors.' : '';
  return `Over the whole test, p50 was ${p50} and p99 was ${p99}.${failed}`;
}

export function latencyOverTime(runs: ReportRun[]): Fragment {
  const points = runs.flatMap(({ result }) => result.series?.points ?? []);
  const times = points.flatMap(({ p50Ms, p99Ms }) => [p50Ms ?? 0, p99Ms ?? 0]);
  return html`<section><h2>Latency over time</h2>
<p>Latency is the time from sending a request to receiving the response, even if that response is an error. The solid line is p50, the median: half of the responses were at least that fast. The dashed line is p99: 99 out of 100 responses were at least that fast, and one took longer.</p>
<p>Lower is better. The vertical scale is logarithmic, so each step up is a multiple of the one below. All charts have the same scale.</p>
${smallMultiples({
  runs,
  y: logAxis(times, 7),
  curves: [
    { name: 'p50', value: ({ p50Ms }) => p50Ms, format: formatMilliseconds },
    { name: 'p99', value: ({ p99Ms }) => p99Ms, format: formatMilliseconds, dashed: true },
  ],
  summary,
})}
</section>`;
}
