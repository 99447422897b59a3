import { html } from 'hono/html';

/** A piece of HTML in which every text is escaped already. */
export type Fragment = ReturnType<typeof html>;

/** A sentence each, as paragraphs or as points of a list. */
export const paragraphs = (sentences: string[]): Fragment => html`${sentences.map((text) => html`<p>${text}</p>`)}`;

export const points = (sentences: string[]): Fragment | '' =>
  sentences.length > 0 ? html`<ul>${sentences.map((text) => html`<li>${text}</li>`)}</ul>` : '';

/** A cell for all the columns but the first: one thing that is true of each of them. */
export interface Shared {
  shared: string;
}

/** A table that a narrow screen can move sideways. `name` says what it holds; the first column names its rows. */
export function table(name: string, head: string[], rows: (string | Fragment | Shared)[][]): Fragment {
  const cell = (content: string | Fragment | Shared) =>
    typeof content === 'object' && 'shared' in content
      ? html`<td colspan="${head.length - 1}">${content.shared}</td>`
      : html`<td>${content}</td>`;
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table>
<thead><tr>${head.map((title) => (title ? html`<th scope="col">${title}</th>` : html`<td></td>`))}</tr></thead>
<tbody>${rows.map(([first = '', ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map(cell)}</tr>\n`)}</tbody>
</table></div>`;
}
