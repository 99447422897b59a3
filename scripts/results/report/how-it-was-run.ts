import { html } from 'hono/html';
import { formatCount, formatMachineSize } from '../../lib/format.ts';
import type { Result } from '../result.ts';
import { type Fragment, points, table } from './fragment.ts';
import type { ShownRun } from './shown-run.ts';

/** What is said of each run: only what its result holds. */
const facts: [name: string, of: (result: Result) => string][] = [
  ['started', ({ startedAt }) => `${startedAt.slice(0, 19).replace('T', ' ')} UTC`],
  ['duration', ({ durationSeconds }) => `${durationSeconds.toFixed(1)} s`],
  ['target', ({ target }) => (target === 'local' ? 'local (processes on one machine)' : target)],
  ['machine', ({ machine }) => formatMachineSize(machine)],
  ['load engine', ({ engine }) => `${engine.name} ${engine.version}`],
  ['users', ({ users }) => formatCount(users)],
  ['rate', ({ ratePerSecond }) => (ratePerSecond ? `${formatCount(ratePerSecond)} req/s` : 'as much as the users got')],
  ['posts', ({ posts }) => formatCount(posts)],
  ['variant of the API', ({ variant }) => variant],
  ['migrations up to', ({ migration }) => String(migration)],
  [
    'rounds of hashing per login',
    ({ tuning }) => (tuning ? formatCount(tuning.scramIterations) : 'not chosen by the lab'),
  ],
  ['result', ({ id }) => id],
];

/** Everything that has to be the same for somebody who wants to see these numbers again. */
export function howItWasRun(runs: ShownRun[]): Fragment {
  const reasons = [...new Set(runs.flatMap(({ result }) => result.tuning?.reasons ?? []))];
  return html`<section><h2>How it was run</h2>
<div class="facts">${table(
    'How it was run',
    ['', ...runs.map(({ title }) => title)],
    facts.map(([name, of]) => {
      const [first = '', ...others] = runs.map(({ result }) => of(result));
      return [name, ...(others.every((text) => text === first) ? [{ shared: first }] : [first, ...others])];
    }),
  )}</div>
${reasons.length > 0 ? html`<h3>What the lab chose for this machine, and why</h3>${points(reasons)}` : ''}
</section>`;
}
