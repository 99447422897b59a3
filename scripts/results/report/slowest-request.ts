import { barX, ruleX, text } from '@observablehq/plot';
import { html } from 'hono/html';
import { type OfEachPart, partsOfRequest } from '../../../dashboards/parts-of-request.ts';
import { formatMilliseconds } from '../../lib/format.ts';
import { draw } from './draw.ts';
import { bulletList, type Fragment } from './fragment.ts';
import { formatTick } from './log-axis.ts';
import type { ReportRun } from './report-run.ts';

interface Part {
  run: string;
  name: string;
  /** A variable of style.css. */
  color: string;
  ms: number;
}

interface SlowestRequest {
  run: string;
  totalMs: number;
  parts: Part[];
}

/** The precision of the header `Server-Timing`. */
const toTenths = (ms: number) => Math.round(ms * 10) / 10;

/** The slowest request of a run; nothing if its result has none. */
function slowestOf({ title: run, result }: ReportRun): SlowestRequest[] {
  if (!result.slowestRequest) return [];
  const { totalMs, connectMs: connect, waitMs: wait, queryMs: query } = result.slowestRequest;
  const ms: OfEachPart<number> = { connect, wait, query, rest: toTenths(totalMs - connect - wait - query) };
  const parts = partsOfRequest.map(({ part, legend, color }) => ({
    run,
    name: legend,
    color: `var(--${color})`,
    ms: ms[part],
  }));
  return [{ run, totalMs, parts: parts.filter((part) => part.ms > 0) }];
}

const labelOf = ({ run, totalMs }: SlowestRequest) => `${run}: ${formatMilliseconds(totalMs)}`;

const describe = (request: SlowestRequest) =>
  `${labelOf(request)}, of which ${request.parts.map(({ name, ms }) => `${name} ${formatMilliseconds(ms)}`).join(', ')}.`;

function chart(requests: SlowestRequest[], width: number): Fragment {
  return draw(
    {
      width,
      height: 38 + 50 * requests.length,
      marginTop: 8,
      marginBottom: 26,
      marginLeft: 18,
      x: {
        grid: true,
        ticks: width / 110,
        tickFormat: formatTick,
        label: null,
      },
      // The labels are above the bars, because beside them they would not fit on narrow screens.
      y: { domain: requests.map(({ run }) => run), padding: 0.5, axis: null, grid: false },
      color: { type: 'identity' },
      marks: [
        text(requests, {
          x: 0,
          y: 'run',
          text: labelOf,
          textAnchor: 'start',
          dx: 2,
          dy: -22,
          fill: 'currentColor',
          stroke: 'var(--page)',
          strokeWidth: 5,
        }),
        barX(
          requests.flatMap(({ parts }) => parts),
          { x: 'ms', y: 'run', fill: 'color', insetRight: 0.5 },
        ),
        ruleX([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
      ],
    },
    `The slowest request of each run, divided into its parts. ${requests.map(describe).join(' ')}`,
  );
}

/** The slowest request of each run, divided into its parts; nothing if no result has one. */
export function slowestRequest(runs: ReportRun[]): Fragment | '' {
  const requests = runs.flatMap(slowestOf);
  if (requests.length === 0) return '';
  const legend = partsOfRequest.map(
    ({ legend, color }) => html`<li><span class="swatch" style="background:var(--${color})"></span> ${legend}</li>`,
  );
  return html`<section><h2>Where the time of a slow request goes</h2>
<p>The slowest request of the second half of each load test (the first half includes the warm-up, in which the pool opens its connections), as the API measured it in the header <code>Server-Timing</code>. “The rest” is everything else: Express, JSON, and the wait for CPU.</p>
<figure><ul class="legend">${legend}</ul><div class="wide">${chart(requests, 660)}</div><div class="narrow">${chart(requests, 340)}</div></figure>
${bulletList(requests.map(describe))}
</section>`;
}
