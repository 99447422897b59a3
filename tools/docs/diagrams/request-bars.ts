import { html } from 'hono/html';
import { formatMilliseconds } from '../../../scripts/lib/format.ts';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import { sumOfMs, type TimelineRow } from '../figures/timeline.ts';
import type { Palette } from './palette.ts';
import { rectangle, text } from './svg.ts';

const rowHeight = 19;
const barLeft = 128;
const barWidth = 148;

const shortNames: Record<string, string> = { 'waiting for a connection': 'wait in line' };
export const nameOfPhase = (phase: string): string => shortNames[phase] ?? phase;

export const barsHeight = (rows: TimelineRow[]): number => 24 + rows.length * rowHeight;

/** The parts of a request below each other, each beginning where the one before ends; `scaleMs` is as wide as the widest can be. */
export function requestBars(
  top: number,
  title: string,
  rows: TimelineRow[],
  scaleMs: number,
  palette: Palette,
): Fragment {
  const startOf = (index: number) => sumOfMs(rows.slice(0, index));
  return html`${text([16, top + 12], `${title}: ${formatMilliseconds(sumOfMs(rows))}`, { color: palette.text, size: 13, bold: true })}${rows.map(
    ({ phase, inOneMs }, index) => {
      const y = top + 24 + index * rowHeight;
      const x = barLeft + (startOf(index) / scaleMs) * barWidth;
      // What takes next to no time is still there.
      const width = Math.max(1, (inOneMs / scaleMs) * barWidth);
      const color = phase === 'query' ? palette.blue : palette.orange;
      return html`${text([16, y + 11], nameOfPhase(phase), { color: palette.text })}${rectangle({ x, y: y + 1, width, height: 12 }, color)}${text([344, y + 11], formatMilliseconds(inOneMs), { color: palette.text, anchor: 'end' })}`;
    },
  )}`;
}

/** The same in words: "TCP connect 0.40 ms, ..." */
export const describeBars = (rows: TimelineRow[]): string =>
  rows.map(({ phase, inOneMs }) => `${nameOfPhase(phase)} ${formatMilliseconds(inOneMs)}`).join(', ');
