import { html } from 'hono/html';
import { formatPercent } from '../../lib/format.ts';
import type { Result } from '../result.ts';
import { type Fragment, paragraphs, table } from './fragment.ts';
import type { ShownRun } from './shown-run.ts';

function cell({ target }: Result, share: number | null): string {
  if (share !== null) return formatPercent(share);
  return target === 'local' ? 'no CPU limits here' : 'not known (no limit, or it began anew)';
}

/** How much of the time the containers were held back by their CPU limits. */
export function throttling(runs: ShownRun[]): Fragment {
  return html`<section><h2>Held back by CPU limits</h2>
${paragraphs([
  'In a cluster a container may use so much of a processor and no more. When it has used that up, it has to wait for the next period of a tenth of a second: it is throttled. The table says in how many of the periods that happened. On one machine, without containers, there are no such limits.',
])}
${table(
  'Throttling',
  ['run', 'feed API', 'PostgreSQL'],
  runs.map(({ title, result }) => [
    title,
    cell(result, result.evidence.cpu.apiThrottled),
    cell(result, result.evidence.cpu.postgresThrottled),
  ]),
)}
</section>`;
}
