import { html } from 'hono/html';
import { formatPercent } from '../../lib/format.ts';
import { percentAxis } from './draw.ts';
import type { Fragment } from './fragment.ts';
import type { ReportRun } from './report-run.ts';
import { smallMultiples } from './small-multiples.ts';

export function successOverTime(runs: ReportRun[]): Fragment {
  return html`<section><h2>Success rate over time</h2>
<p>The success rate is the share of requests that succeeded; a line at the top is good, and a gap means that no request was answered. Time runs from the start of the load test. All charts have the same scale, so you can compare their heights.</p>
${smallMultiples({
  runs,
  y: percentAxis,
  curves: [{ name: 'the success rate', value: ({ successRate }) => successRate, format: formatPercent }],
  summary: ({ result }) => `Over the whole test, ${formatPercent(result.successRate)} of the requests succeeded.`,
})}
</section>`;
}
