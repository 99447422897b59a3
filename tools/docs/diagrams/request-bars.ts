import { html } from 'hono/html';
import { formatMilliseconds } from '../../../scripts/lib/format.ts';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import { type RequestPhase, sumOfMs } from '../figures/request-timeline.ts';
import type { Palette } from './palette.ts';
import { rectangle, text } from './svg.ts';

const rowHeight = 19;
const barLeft = 128;
const barWidth = 148;

const labelOf = (phase: string): string => (phase === 'waiting for a connection' ? 'wait in line' : phase);

export const barsHeight = (phases: RequestPhase[]): number => 24 + phases.length * rowHeight;

/** A bar for each phase begins where the one above ends. `scaleMs` fills the width. */
export function requestBars(
  top: number,
  title: string,
  phases: RequestPhase[],
  scaleMs: number,
  palette: Palette,
): Fragment {
  const total = formatMilliseconds(sumOfMs(phases));
  return html`${text([16, top + 12], `${title}: ${total}`, { color: palette.text, size: 13, bold: true })}${phases.map(
    ({ phase, inOneMs }, index) => {
      const y = top + 24 + index * rowHeight;
      const x = barLeft + (sumOfMs(phases.slice(0, index)) / scaleMs) * barWidth;
      // At least a pixel, so that the shortest phase can be seen.
      const width = Math.max(1, (inOneMs / scaleMs) * barWidth);
      const color = phase === 'query' ? palette.blue : palette.orange;
      return html`${text([16, y + 11], labelOf(phase), { color: palette.text })}${rectangle({ x, y: y + 1, width, height: 12 }, color)}${text([344, y + 11], formatMilliseconds(inOneMs), { color: palette.text, anchor: 'end' })}`;
    },
  )}`;
}

/** "TCP connect 0.40 ms, ..." */
export const describeBars = (phases: RequestPhase[]): string =>
  phases.map(({ phase, inOneMs }) => `${labelOf(phase)} ${formatMilliseconds(inOneMs)}`).join(', ');
