import { html } from 'hono/html';
import type { Beside } from '../beside.ts';
import { besideHead, besideLegend, besideRows, besideVerdicts } from '../beside-text.ts';
import { type Fragment, points, table } from './fragment.ts';

/** The range below the median: beside it, four columns would not fit a page. */
function cellOf(text: string): Fragment {
  const [median, range] = text.split(' (');
  return html`${median}${range ? html`<br><small>(${range}</small>` : ''}`;
}

/** Runs of other machines or days beside these. */
export function otherPlaces(beside: Beside): Fragment {
  return html`<section id="beside"><h2>Beside runs of other machines or days</h2>
<p>Two runs are never the same, not even on one machine: that is the noise. A difference means something when it is larger than that. ${besideLegend}</p>
${points(beside.places.map(({ name, place, days }) => `${name}: ${place} (${days})`))}
${table(
  'Runs of other machines or days',
  besideHead,
  besideRows(beside).map(([stage = '', where = '', ...cells]) => [stage, where, ...cells.map(cellOf)]),
)}
${points(besideVerdicts(beside))}
</section>`;
}
