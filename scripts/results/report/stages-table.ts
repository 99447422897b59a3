import { html } from 'hono/html';
import { checkStory } from '../check-story.ts';
import { resultsHead, resultsRows, rowsOf, type SideBySide, whyNotComparable } from '../results-table.ts';
import { factorCells, whatChanged } from '../what-changed.ts';
import { type Fragment, points } from './fragment.ts';

const fixes = { pooled: 'change by fix 1', indexed: 'change by fix 2' } as const;

/** The factors between a stage and the one before it; nothing where one of them was not measured. */
function changeRow(newest: SideBySide, stage: keyof typeof fixes): Fragment | '' {
  const [from, to] = [newest[stage === 'pooled' ? 'broken' : 'pooled'], newest[stage]];
  if (!from || !to) return '';
  const cells = factorCells(from, to);
  return html`<tr class="change"><th scope="row">${fixes[stage]}</th>${
    cells.every((cell) => cell === '')
      ? html`<td colspan="${cells.length}">no factors: most requests of one of the two failed</td>`
      : cells.map((cell) => html`<td>${cell}</td>`)
  }</tr>\n`;
}

/** What does not tell the story that the lab tells, in a sentence each. */
function surprises(newest: SideBySide): string[] {
  return Object.values(checkStory(newest))
    .flat()
    .filter(({ holds }) => !holds)
    .map(({ expected, measured }) => `Not as expected: ${expected}; measured: ${measured}.`);
}

/** The table of `compare`, with the factors between its rows, and what changed in words. */
export function stagesTable(newest: SideBySide): Fragment {
  const cells = resultsRows(newest);
  return html`<section><div class="scroll" role="region" aria-label="The stages" tabindex="0"><table id="stages">
<thead><tr>${resultsHead.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rowsOf(newest).map(
    ({ key }, index) =>
      html`${key === 'pooled' || key === 'indexed' ? changeRow(newest, key) : ''}<tr data-run="${key}">${(
        cells[index] ?? []
      ).map((cell, column) =>
        column === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell || '–'}</td>`,
      )}</tr>\n`,
  )}</tbody>
</table></div>
<p>Success rate: of 100 requests, how many got what they asked for. Latency: the time from asking to the answer; p99: of 100 answers, 99 were at least as quick as that. req/s: requests per second, also those that failed.</p>
${points([...whatChanged(newest), ...surprises(newest), ...whyNotComparable(newest).map((line) => `Take care: ${line}`)])}
</section>`;
}
