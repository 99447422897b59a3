import { html, raw } from 'hono/html';
import type { Comparison } from '../comparison.ts';
import type { SideBySide } from '../results-table.ts';
import type { Fragment } from './fragment.ts';

/** What the report is made of, for programs: the results as their files have them. */
export interface ReportData {
  schema: 1;
  /** By stage, and `mine`. */
  results: SideBySide;
  comparison?: Comparison;
}

/**
 * The data as JSON that no browser runs. Within a script element HTML knows no escapes: `<` is written as JSON's own, or a text in it
 * could end the element (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
 */
export function embeddedCopy(data: ReportData): Fragment {
  return html`<script type="application/json" id="feed-lab-report">${raw(JSON.stringify(data).replaceAll('<', '\\u003c'))}</script>`;
}
