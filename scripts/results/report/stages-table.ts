import { html } from 'hono/html';
import { checkStory } from '../check-story.ts';
import { comparisonWarnings } from '../conditions.ts';
import { factorsBetween, measures, whyNoFactors } from '../measures.ts';
import type { ResultsByStage } from '../results-by-stage.ts';
import { type ResultRow, resultRows, resultsHead } from '../results-table.ts';
import { whatChanged } from '../what-changed.ts';
import { bulletList, type Fragment } from './fragment.ts';

/** The factors between a stage and the previous one; empty if either was not measured. */
function changeRow({ broken, pooled, indexed }: ResultsByStage, key: ResultRow['key']): Fragment | '' {
  const [from, to] = key === 'pooled' ? [broken, pooled] : key === 'indexed' ? [pooled, indexed] : [];
  if (!from || !to) return '';
  const factors = factorsBetween(from, to);
  return html`<tr class="change"><th scope="row">change by fix ${key === 'pooled' ? 1 : 2}</th>${
    factors?.map((factor) => html`<td>${factor}</td>`) ??
    html`<td colspan="${measures.length}">no factors, because ${whyNoFactors(from, to)}</td>`
  }</tr>\n`;
}

/** The expectations of the story that are not met, one sentence each. */
function unmetExpectations(results: ResultsByStage): string[] {
  return checkStory(results)
    .filter(({ holds }) => !holds)
    .map(({ expected, measured }) => `Not as expected: ${expected}; measured: ${measured}.`);
}

/** The table of `compare` with the factors between its rows, and a summary of what changed. */
export function stagesTable(results: ResultsByStage): Fragment {
  const row = ({ key, cells: [title, ...values] }: ResultRow) =>
    html`${changeRow(results, key)}<tr data-run="${key}"><th scope="row">${title}</th>${values.map((value) => html`<td>${value || '–'}</td>`)}</tr>\n`;
  return html`<section><div class="scroll" role="region" aria-label="The stages" tabindex="0"><table id="stages">
<thead><tr>${resultsHead.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${resultRows(results).map(row)}</tbody>
</table></div>
<p>Success rate is the share of requests that succeeded. Latency is the time from sending a request to receiving the response; 99 out of 100 responses were at least as fast as p99. Requests per second (req/s) include those that failed.</p>
${bulletList([...whatChanged(results), ...unmetExpectations(results), ...comparisonWarnings(results)])}
</section>`;
}
