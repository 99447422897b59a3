import { html } from 'hono/html';
import { formatCount, formatPercent } from '../../lib/format.ts';
import { describeLoadError } from '../result-text.ts';
import { type Fragment, table } from './fragment.ts';
import type { ReportRun } from './report-run.ts';

function countCell(kind: string, { errors, requests }: ReportRun['result']): string {
  const count = errors
    .filter((error) => describeLoadError(error) === kind)
    .reduce((sum, error) => sum + error.count, 0);
  return count > 0 ? `${formatCount(count)} (${formatPercent(count / requests)})` : '0';
}

export function errors(runs: ReportRun[]): Fragment {
  const kinds = [...new Set(runs.flatMap(({ result }) => result.errors.map(describeLoadError)))];
  return html`<section><h2>Errors by kind</h2>
<p>Each kind is an HTTP status and the error code from the API’s response. “No answer” means that the connection failed, or that no response arrived in time. The number in parentheses is the share of all requests.</p>
${
  kinds.length > 0
    ? table(
        'Errors by kind',
        ['kind', ...runs.map(({ title }) => title)],
        [
          ...kinds.map((kind) => [kind, ...runs.map(({ result }) => countCell(kind, result))]),
          ['all failed requests', ...runs.map(({ result }) => formatCount(result.failed))],
        ],
      )
    : html`<p>No request failed in any of these runs.</p>`
}
</section>`;
}
