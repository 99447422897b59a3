import { html } from 'hono/html';
import { formatCount } from '../../lib/format.ts';
import { explainResult } from '../explain-result.ts';
import { connectionsPerRequest } from '../what-changed.ts';
import { type Fragment, paragraphs, points, table } from './fragment.ts';
import type { ShownRun } from './shown-run.ts';

/** How many database connections were begun for the requests. */
export function connections(runs: ShownRun[]): Fragment {
  const perRequest = ({ result }: ShownRun) =>
    result.requests > 0 ? result.evidence.connectionsOpened / result.requests : 0;
  const most = Math.max(1, ...runs.map(perRequest));
  return html`<section><h2>Connections begun per request</h2>
${paragraphs([
  'Before a query, the API needs a connection to the database. Beginning one means a login, which costs both sides work. A pool keeps connections open and lends them to one request after the other. 1.00 means a new connection for every request; near 0 means that they were shared.',
])}
${table(
  'Connections begun per request',
  ['run', 'requests', 'connections begun', 'per request', ''],
  runs.map((run) => [
    run.title,
    formatCount(run.result.requests),
    formatCount(run.result.evidence.connectionsOpened),
    connectionsPerRequest(run.result),
    html`<span class="bar" aria-hidden="true"><span style="width:${((perRequest(run) / most) * 100).toFixed(1)}%;background:${run.color}"></span></span>`,
  ]),
)}
${points(runs.map(({ title, result }) => `${title}. ${explainResult(result)}`))}
</section>`;
}
