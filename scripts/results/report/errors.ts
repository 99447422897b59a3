import { html } from 'hono/html';
import { formatCount, formatPercent } from '../../lib/format.ts';
import { nameOfError } from '../name-of-error.ts';
import { type Fragment, paragraphs, table } from './fragment.ts';
import type { ShownRun } from './shown-run.ts';

/** What failed, and how often, by kind. */
export function errors(runs: ShownRun[]): Fragment {
  const kinds = [...new Set(runs.flatMap(({ result }) => result.errors.map(nameOfError)))];
  const cell = (kind: string, { result }: ShownRun) => {
    const found = result.errors
      .filter((error) => nameOfError(error) === kind)
      .reduce((sum, { count }) => sum + count, 0);
    return found > 0 ? `${formatCount(found)} (${formatPercent(found / result.requests)})` : '0';
  };
  return html`<section><h2>Errors by kind</h2>
${paragraphs([
  'What failed: the number is the HTTP status, the word behind it the code in the answer of the API. “no answer” means that the connection broke or nothing came in time. In brackets: of all requests.',
])}
${
  kinds.length > 0
    ? table(
        'Errors by kind',
        ['kind', ...runs.map(({ title }) => title)],
        [
          ...kinds.map((kind) => [kind, ...runs.map((run) => cell(kind, run))]),
          ['failed in all', ...runs.map(({ result }) => formatCount(result.failed))],
        ],
      )
    : html`<p>No request failed in any of these runs.</p>`
}
</section>`;
}
