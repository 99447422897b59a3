import { html } from 'hono/html';
import { formatPercent } from '../../lib/format.ts';
import { type ChartPoint, describeGaps, describeInterval, rangeOf } from './chart-points.ts';
import type { Fragment } from './fragment.ts';
import type { ReportRun } from './report-run.ts';
import { smallMultiples } from './small-multiples.ts';

const successOf = ({ successRate }: ChartPoint) => successRate;

function describe({ result }: ReportRun, points: ChartPoint[]): string {
  const overall = `Over the whole test, ${formatPercent(result.successRate)} of the requests succeeded.`;
  const range = rangeOf(points, successOf);
  if (!range || !result.series) return overall;
  const [lowest, highest] = range.map(formatPercent);
  const spread = lowest === highest ? `was always ${lowest}` : `ranged from ${lowest} to ${highest}`;
  return [
    overall,
    `${describeInterval(result.series)}, the success rate ${spread}.`,
    ...describeGaps(points, result.series),
  ].join(' ');
}

export function successOverTime(runs: ReportRun[]): Fragment {
  return html`<section><h2>Success rate over time</h2>
<p>The success rate is the share of requests that succeeded. The horizontal axis is the time since the start of the load test. All charts have the same scale, so you can compare their heights. A line at the top is good; a gap means that no request was answered.</p>
${smallMultiples({
  runs,
  y: { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: (rate: number) => `${rate * 100} %` },
  curves: [{ value: successOf }],
  describe,
})}
</section>`;
}
