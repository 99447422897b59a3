import { html } from 'hono/html';
import { formatMilliseconds } from '../../../scripts/lib/format.ts';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import { readPhases, sumOfMs, untilQueryMs } from '../figures/request-timeline.ts';
import type { Palette } from './palette.ts';
import { queueForPool } from './queue-for-pool.ts';
import { type Diagram, diagramWidth, divider, lines, rectangle, text } from './svg.ts';

/** How many queries the bars show, one after another. */
const queries = 3;
const barLeft = 16;
const barWidth = 328;
const gap = 1;

/** A fast query, alone: what a connection adds to it is easiest to see. */
function readNumbers(folder: string) {
  const phases = (shared: boolean) => readPhases(folder, { shared, indexed: true, users: 1 });
  const own = phases(false);
  const queryMs = (of: typeof own) => of.find(({ phase }) => phase === 'query')?.inOneMs ?? 0;
  const openMs = untilQueryMs(own);
  const closeMs = sumOfMs(own) - openMs - queryMs(own);
  return { openMs, ownQueryMs: queryMs(own), closeMs, ownMs: sumOfMs(own), openQueryMs: queryMs(phases(true)) };
}

type Numbers = ReturnType<typeof readNumbers>;

/** The parts of one query, side by side, as often as there are queries. */
function bars(y: number, parts: [ms: number, color: string][], scaleMs: number): Fragment {
  const widthOf = (ms: number) => (ms / scaleMs) * (barWidth - queries * gap);
  let x = barLeft;
  return html`${Array.from({ length: queries }, () => {
    const drawn = parts.map(([ms, color]) => {
      const width = widthOf(ms);
      x += width;
      return rectangle({ x: x - width, y, width, height: 16 }, color);
    });
    x += gap;
    return drawn;
  })}`;
}

function legend(y: number, palette: Palette): Fragment {
  const entry = (x: number, color: string, label: string) =>
    html`${rectangle({ x, y: y - 10, width: 12, height: 12 }, color)}${text([x + 18, y], label, { color: palette.muted })}`;
  return html`${entry(16, palette.orange, 'open and close a connection')}${entry(218, palette.blue, 'run the query')}`;
}

function timesPart({ openMs, ownQueryMs, closeMs, ownMs, openQueryMs }: Numbers, palette: Palette): Fragment {
  const bold = { color: palette.text, size: 13, bold: true };
  const scaleMs = queries * ownMs;
  const eachOwn: [number, string][] = [
    [openMs, palette.orange],
    [ownQueryMs, palette.blue],
    [closeMs, palette.orange],
  ];
  return html`${text([16, 30], 'Three short queries, one after another', { color: palette.text, size: 15, bold: true })}
${legend(54, palette)}
${text([16, 82], `A new connection for each: ${formatMilliseconds(scaleMs)}`, bold)}${bars(92, eachOwn, scaleMs)}
${text([16, 134], `A connection that is open already: ${formatMilliseconds(queries * openQueryMs)}`, bold)}${bars(144, [[openQueryMs, palette.blue]], scaleMs)}
${lines([16, 180], ['To scale, with nothing else going on.'], { color: palette.muted })}`;
}

export function connectionAndPool(folder: string): Diagram {
  const numbers = readNumbers(folder);
  const { openMs, ownQueryMs, closeMs, ownMs, openQueryMs } = numbers;
  return {
    name: 'connection-and-pool',
    title: 'A new connection for each query, and a pool of open ones',
    width: diagramWidth,
    height: 414,
    alternativeText: [
      `Three short queries, one after another, with nothing else going on. With a new connection for each: ${formatMilliseconds(queries * ownMs)}; each takes ${formatMilliseconds(openMs)} to open the connection, ${formatMilliseconds(ownQueryMs)} to run the query, and ${formatMilliseconds(closeMs)} to close it.`,
      `With a connection that is open already: ${formatMilliseconds(queries * openQueryMs)}, which is ${formatMilliseconds(openQueryMs)} for each query.`,
      'A pool: requests wait in line, a few at a time borrow a connection that stays open, and return it.',
    ].join(' '),
    draw: (palette) => html`${timesPart(numbers, palette)}
${divider(198, palette)}
${queueForPool(224, palette)}`,
  };
}
