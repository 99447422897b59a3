import { html } from 'hono/html';
import type { Comparison } from '../comparison.ts';
import {
  comparisonHead,
  comparisonLegend,
  comparisonRows,
  comparisonVerdicts,
  describeGroups,
} from '../comparison-text.ts';
import { bulletList, type Fragment, table } from './fragment.ts';

/** The range goes below the median: four columns with both would be wider than the page. */
function measureCell(text: string): Fragment {
  const [median, range] = text.split(' (');
  return html`${median}${range ? html`<br><small>(${range}</small>` : ''}`;
}

export function comparisonSection(comparison: Comparison): Fragment {
  return html`<section id="comparison"><h2>Comparison with runs on other machines or days</h2>
<p>Two runs never give exactly the same numbers, not even on one machine. That variation is noise. ${comparisonLegend}</p>
${bulletList(describeGroups(comparison))}
${table(
  'Runs on other machines or days',
  comparisonHead,
  comparisonRows(comparison).map(([stage = '', where = '', ...cells]) => [stage, where, ...cells.map(measureCell)]),
)}
${bulletList(comparisonVerdicts(comparison))}
</section>`;
}
