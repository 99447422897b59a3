import { html } from 'hono/html';
import type { Comparison } from '../comparison.ts';
import { comparisonHead, comparisonLegend, comparisonRows, comparisonVerdicts } from '../comparison-text.ts';
import { type Fragment, points, table } from './fragment.ts';

/** The range below the median: side by side, four columns would not fit a page. */
function cellOf(text: string): Fragment {
  const [median, range] = text.split(' (');
  return html`${median}${range ? html`<br><small>(${range}</small>` : ''}`;
}

/** Runs of other machines or days, compared with these. */
export function otherPlaces(comparison: Comparison): Fragment {
  return html`<section id="comparison"><h2>Compared with runs of other machines or days</h2>
<p>Two runs are never the same, not even on one machine: that is the noise. A difference means something when it is larger than that. ${comparisonLegend}</p>
${points(comparison.places.map(({ name, place, days }) => `${name}: ${place} (${days})`))}
${table(
  'Runs of other machines or days',
  comparisonHead,
  comparisonRows(comparison).map(([stage = '', where = '', ...cells]) => [stage, where, ...cells.map(cellOf)]),
)}
${points(comparisonVerdicts(comparison))}
</section>`;
}
