import { html } from 'hono/html';
import { formatPercent } from '../../lib/format.ts';
import type { Result } from '../result.ts';
import { type Fragment, table } from './fragment.ts';
import type { ReportRun } from './report-run.ts';

function shareCell({ target }: Result, share: number | null): string {
  if (share !== null) return formatPercent(share);
  return target === 'local' ? 'no CPU limit' : 'unknown (no CPU limit, or the container restarted)';
}

/** How often CPU limits held the containers back; nothing if no run is from a cluster. */
export function throttling(runs: ReportRun[]): Fragment | '' {
  if (runs.every(({ result }) => result.target === 'local')) return '';
  return html`<section><h2>CPU throttling</h2>
<p>Only in a cluster. There, a container can have a CPU limit: the CPU time that it may use in each period of a tenth of a second. Once it has used that up, it is throttled: it has to wait for the next period. The table shows in what share of the periods that happened.</p>
${table(
  'CPU throttling',
  ['run', 'feed API', 'PostgreSQL'],
  runs.map(({ title, result }) => [
    title,
    shareCell(result, result.evidence.cpu.apiThrottled),
    shareCell(result, result.evidence.cpu.postgresThrottled),
  ]),
)}
</section>`;
}
