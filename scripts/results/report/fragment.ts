import { html } from 'hono/html';

/** A piece of HTML in which every text is already escaped. */
export type Fragment = ReturnType<typeof html>;

/** A bulleted list, or nothing if there are no items. */
export function bulletList(items: string[]): Fragment | '' {
  return items.length > 0 ? html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>` : '';
}

/**
 * A table that scrolls sideways on a narrow screen. The first cell of a row is its heading; when
 * only one more follows, it spans all columns. Screen readers announce `name`.
 */
export function table(name: string, head: (string | Fragment)[], rows: (string | Fragment)[][]): Fragment {
  const columns = head.length - 1;
  const row = ([heading = '', ...cells]: (string | Fragment)[]) => {
    const span = cells.length < columns ? html` colspan="${columns}"` : '';
    return html`<tr><th scope="row">${heading}</th>${cells.map((cell) => html`<td${span}>${cell}</td>`)}</tr>\n`;
  };
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table>
<thead><tr>${head.map((title) => (title ? html`<th scope="col">${title}</th>` : html`<td></td>`))}</tr></thead>
<tbody>${rows.map(row)}</tbody>
</table></div>`;
}
