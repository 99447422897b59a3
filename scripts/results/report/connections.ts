import { html } from 'hono/html';
import { formatCount } from '../../lib/format.ts';
import { explainResult } from '../explain-result.ts';
import { connectionsPerRequest } from '../what-changed.ts';
import { bulletList, type Fragment, table } from './fragment.ts';
import type { ReportRun } from './report-run.ts';

export function connections(runs: ReportRun[]): Fragment {
  const ratioOf = ({ result }: ReportRun) =>
    result.requests > 0 ? result.evidence.connectionsOpened / result.requests : 0;
  const highest = Math.max(1, ...runs.map(ratioOf));
  return html`<section><h2>Database connections opened per request</h2>
<p>The API needs a database connection to run a query. Opening one means logging in, which costs CPU time in the API and in the database. A connection pool keeps connections open and reuses them for later requests. 1.00 means that every request opened a connection of its own; a value near 0 means that requests shared them.</p>
${table(
  'Database connections opened per request',
  ['run', 'requests', 'connections opened', 'per request', ''],
  runs.map((run) => [
    run.title,
    formatCount(run.result.requests),
    formatCount(run.result.evidence.connectionsOpened),
    connectionsPerRequest(run.result),
    html`<span class="bar" aria-hidden="true"><span style="width:${((ratioOf(run) / highest) * 100).toFixed(1)}%;background:${run.color}"></span></span>`,
  ]),
)}
${bulletList(runs.map(({ title, result }) => `${title}. ${explainResult(result)}`))}
</section>`;
}
