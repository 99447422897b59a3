import { line, ruleY } from '@observablehq/plot';
import { html, raw } from 'hono/html';
import { formatMilliseconds } from '../../lib/format.ts';
import { cornerRoom, draw, percentAxis } from './draw.ts';
import { bulletList, type Fragment } from './fragment.ts';
import { logAxis } from './log-axis.ts';
import type { ReportRun } from './report-run.ts';

function describe({ title, result: { latencyMs } }: ReportRun): string {
  return `${title}: half of the responses arrived within ${formatMilliseconds(latencyMs.p50)}, 99 of 100 within ${formatMilliseconds(latencyMs.p99)}; the slowest took ${formatMilliseconds(latencyMs.max)}.`;
}

const distributionOf = ({ result }: ReportRun) => result.latencyDistribution ?? [];

function chart(runs: ReportRun[], size: { width: number; height: number }, maxTicks: number): Fragment {
  const axis = logAxis(
    runs.flatMap((run) => distributionOf(run).map(({ ms }) => ms)),
    maxTicks,
  );
  return draw(
    {
      ...size,
      ...cornerRoom,
      x: { ...cornerRoom.x, ...axis, grid: true, label: 'latency' },
      y: percentAxis,
      marks: [
        ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
        ...runs.map((run) =>
          line(distributionOf(run), {
            x: 'ms',
            y: 'share',
            stroke: run.color,
            strokeWidth: 2.5,
            strokeLinecap: 'butt',
            ...(run.dash && { strokeDasharray: run.dash }),
          }),
        ),
      ],
    },
    `The share of responses that took no longer than a given time. ${runs.map(describe).join(' ')}`,
  );
}

function legend(runs: ReportRun[]): Fragment {
  const sample = ({ color, dash }: ReportRun) =>
    raw(
      `<svg width="36" height="10" aria-hidden="true"><path d="M0 5H36" fill="none" stroke="${color}" stroke-width="2.5" stroke-dasharray="${dash || 'none'}"/></svg>`,
    );
  return html`<ul class="legend">${runs.map((run) => html`<li>${sample(run)} ${run.title}</li>`)}</ul>`;
}

/** Drawn twice, for wide and narrow screens: in a single scaled chart, text would be too small. */
function charts(runs: ReportRun[]): Fragment {
  return html`<figure>${legend(runs)}<div class="wide">${chart(runs, { width: 660, height: 320 }, 12)}</div><div class="narrow">${chart(runs, { width: 340, height: 300 }, 5)}</div></figure>`;
}

export function latencyDistribution(runs: ReportRun[]): Fragment {
  const known = runs.filter((run) => distributionOf(run).length > 0);
  const unknown = runs.filter((run) => distributionOf(run).length === 0);
  return html`<section><h2>Latency distribution</h2>
<p>Pick a time on the horizontal axis and go straight up to a line. Its height is the share of responses that took no longer than that. The further left a line is, the faster the responses were; the steeper it is, the less they varied. The time scale is logarithmic: each step is a multiple of the one before.</p>
${known.length > 0 ? charts(known) : ''}
${bulletList([
  ...runs.map(describe),
  ...unknown.map(({ title }) => `${title} is not in the chart: its result has no latency distribution.`),
])}
</section>`;
}
