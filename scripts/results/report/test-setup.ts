import { html } from 'hono/html';
import { formatCount, formatMachineSize } from '../../lib/format.ts';
import type { Result } from '../result.ts';
import { bulletList, type Fragment, table } from './fragment.ts';
import type { ReportRun } from './report-run.ts';

const setup: Record<string, (result: Result) => string> = {
  started: ({ startedAt }) => `${startedAt.slice(0, 19).replace('T', ' ')} UTC`,
  duration: ({ durationSeconds }) => `${durationSeconds.toFixed(1)} s`,
  target: ({ target }) => (target === 'local' ? 'local (processes on one machine)' : target),
  machine: ({ machine }) => formatMachineSize(machine),
  'load engine': ({ engine }) => `${engine.name} ${engine.version}`,
  users: ({ users }) => formatCount(users),
  'request rate': ({ ratePerSecond }) => (ratePerSecond ? `${formatCount(ratePerSecond)} req/s` : 'not fixed'),
  posts: ({ posts }) => formatCount(posts),
  'API variant': ({ variant }) => variant,
  'latest migration': ({ migration }) => String(migration),
  'password hash rounds per login': ({ tuning }) =>
    tuning ? formatCount(tuning.scramIterations) : 'not chosen by the lab',
  result: ({ id }) => id,
};

/** The conditions under which the numbers can be reproduced. */
export function testSetup(runs: ReportRun[]): Fragment {
  const reasons = [...new Set(runs.flatMap(({ result }) => result.tuning?.reasons ?? []))];
  const rows = Object.entries(setup).map(([name, describe]) => {
    const values = runs.map(({ result }) => describe(result));
    return [name, ...(new Set(values).size === 1 ? values.slice(0, 1) : values)];
  });
  return html`<section><h2>Test setup</h2>
<div class="facts">${table('Test setup', ['', ...runs.map(({ title }) => title)], rows)}</div>
${reasons.length > 0 ? html`<h3>What the lab chose for this machine, and why</h3>${bulletList(reasons)}` : ''}
</section>`;
}
