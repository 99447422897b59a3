import { html } from 'hono/html';
import { formatPercent } from '../../lib/format.ts';
import { type Fragment, paragraphs } from './fragment.ts';
import type { ShownRun } from './shown-run.ts';
import { rangeOf, type Slice, sliceWords } from './slices.ts';
import { smallMultiples } from './small-multiples.ts';

const successOf = ({ successRate }: Slice) => successRate;

function describe({ result }: ShownRun, slices: Slice[]): string {
  const overall = `Over the whole test ${formatPercent(result.successRate)} of the requests succeeded.`;
  const range = rangeOf(slices, successOf);
  if (!range || !result.series) return overall;
  const [lowest, highest] = range.map(formatPercent);
  const [single, silent] = sliceWords(slices, result.series);
  const spread =
    lowest === highest ? `${single} it was always ${lowest}.` : `${single} it was from ${lowest} to ${highest}.`;
  return [overall, spread, ...silent].join(' ');
}

/** How the success rate went, second by second. */
export function successOverTime(runs: ShownRun[]): Fragment {
  return html`<section><h2>Who got what they asked for</h2>
${paragraphs([
  'The success rate says: of 100 requests, how many got what they asked for. Here it is over the time of the load test, from left to right. All pictures have the same scale, so heights can be compared. A line at the top is good; where it breaks, nothing was answered.',
])}
${smallMultiples({
  runs,
  y: { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: (rate: number) => `${rate * 100} %` },
  curves: [{ of: successOf }],
  describe,
})}
</section>`;
}
