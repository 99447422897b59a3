import { html } from 'hono/html';
import { formatMilliseconds } from '../../lib/format.ts';
import { type Fragment, table } from './fragment.ts';
import type { ReportRun } from './report-run.ts';

interface Part {
  name: string;
  color: string;
  ms: number;
}

type Parts = NonNullable<ReportRun['result']['slowestRequest']>;

const partsOf = ({ totalMs, connectMs, waitMs, queryMs }: Parts): Part[] => [
  { name: 'opening a connection', color: 'var(--red)', ms: connectMs },
  { name: 'waiting for one', color: 'var(--purple)', ms: waitMs },
  { name: 'query', color: 'var(--blue)', ms: queryMs },
  { name: 'the rest', color: 'var(--green)', ms: Math.max(0, totalMs - connectMs - waitMs - queryMs) },
];

function bar(parts: Part[], scaleMs: number): Fragment {
  return html`<span class="bar parts" aria-hidden="true">${parts.map(
    ({ color, ms }) => html`<span style="width:${((ms / scaleMs) * 100).toFixed(2)}%;background:${color}"></span>`,
  )}</span>`;
}

/** The slowest request of each run, divided into its parts; nothing if no result has one. */
export function slowestRequest(runs: ReportRun[]): Fragment | '' {
  const known = runs.flatMap(({ title, result }) =>
    result.slowestRequest ? [{ title, request: result.slowestRequest }] : [],
  );
  const [first] = known;
  if (!first) return '';
  const scaleMs = Math.max(...known.map(({ request }) => request.totalMs));
  const head = partsOf(first.request).map(
    ({ name, color }) => html`<span class="swatch" style="background:${color}"></span> ${name}`,
  );
  return html`<section><h2>Where the time of a slow request goes</h2>
<p>The slowest request of the second half of each load test, as the API measured it (the header <code>Server-Timing</code>). “The rest” is everything outside the database: Express, JSON, and waiting for a processor.</p>
${table(
  'Where the time of a slow request goes',
  ['run', 'total', ...head, ''],
  known.map(({ title, request }) => [
    title,
    formatMilliseconds(request.totalMs),
    ...partsOf(request).map(({ ms }) => (ms > 0 ? formatMilliseconds(ms) : '–')),
    bar(partsOf(request), scaleMs),
  ]),
)}
</section>`;
}
