import { line, ruleY } from '@observablehq/plot';
import { html, raw } from 'hono/html';
import { formatMilliseconds } from '../../lib/format.ts';
import { draw } from './draw.ts';
import { type Fragment, paragraphs, points } from './fragment.ts';
import { logAxis } from './log-axis.ts';
import type { ShownRun } from './shown-run.ts';

function describe({ title, result: { latencyMs } }: ShownRun): string {
  return `${title}: half of the answers came within ${formatMilliseconds(latencyMs.p50)}, 99 of 100 within ${formatMilliseconds(latencyMs.p99)}; the slowest took ${formatMilliseconds(latencyMs.max)}.`;
}

const pointsOf = ({ result }: ShownRun) => result.latencyDistribution ?? [];

/** Drawn twice, for a wide and a narrow screen: one picture made smaller would have letters too small to read. */
function picture(runs: ShownRun[], size: { width: number; height: number }, mostTicks: number): Fragment {
  const axis = logAxis(
    runs.flatMap((run) => pointsOf(run).map(({ ms }) => ms)),
    mostTicks,
  );
  const least = axis.domain[0];
  return draw(
    {
      ...size,
      marginLeft: 58,
      marginRight: 24,
      marginBottom: 40,
      marginTop: 14,
      x: { ...axis, grid: true, label: 'time until the answer', labelAnchor: 'right' },
      y: {
        domain: [0, 1],
        ticks: [0, 0.25, 0.5, 0.75, 1],
        tickFormat: (share: number) => `${share * 100} %`,
        grid: true,
        label: null,
      },
      marks: [
        ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
        ...runs.map((run) =>
          line(pointsOf(run), {
            x: ({ ms }: { ms: number }) => Math.max(ms, least),
            y: 'share',
            stroke: run.color,
            strokeWidth: 2.5,
            strokeLinecap: 'butt',
            ...(run.dash && { strokeDasharray: run.dash }),
          }),
        ),
      ],
    },
    `The share of answers that had come by a time. ${runs.map(describe).join(' ')}`,
  );
}

/** Which line is whose. */
function legend(runs: ShownRun[]): Fragment {
  const sample = ({ color, dash }: ShownRun) =>
    raw(
      `<svg width="36" height="10" aria-hidden="true"><path d="M0 5H36" fill="none" stroke="${color}" stroke-width="2.5" stroke-dasharray="${dash || 'none'}"/></svg>`,
    );
  return html`<ul class="legend">${runs.map((run) => html`<li>${sample(run)} ${run.title}</li>`)}</ul>`;
}

/** All answers of each run, from the quickest to the slowest, in one picture. */
export function latencyDistribution(runs: ShownRun[]): Fragment {
  const known = runs.filter((run) => pointsOf(run).length > 0);
  const unknown = runs.filter((run) => pointsOf(run).length === 0);
  return html`<section><h2>How many answers had come by when</h2>
${paragraphs([
  'Choose a time at the bottom and go up to a line: its height is the share of the answers that had come by then. The further to the left a line lies, the sooner the answers came; the steeper it is, the more alike they were. The scale of time is logarithmic.',
])}
${
  known.length > 0
    ? html`<figure>${legend(known)}<div class="wide">${picture(known, { width: 660, height: 320 }, 12)}</div><div class="narrow">${picture(known, { width: 340, height: 300 }, 6)}</div></figure>`
    : ''
}
${points([
  ...runs.map(describe),
  ...unknown.map(({ title }) => `${title} is not in the picture: the result does not say how its answers were spread.`),
])}
</section>`;
}
