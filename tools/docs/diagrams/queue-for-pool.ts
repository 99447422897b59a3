import { html } from 'hono/html';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import type { Palette } from './palette.ts';
import { downArrow, rectangle, text } from './svg.ts';

/** Small numbers: the picture is about the idea, and not about the lab's own pool. */
const waiting = 5;
const pooled = 3;
const step = 26;
const center = 180;

function row(y: number, count: number, color: string): Fragment {
  const left = center - ((count - 1) * step) / 2;
  return html`${Array.from({ length: count }, (_, dot) => html`<circle cx="${left + dot * step}" cy="${y}" r="6" fill="${color}"/>\n`)}`;
}

/** Requests in line for a pool of connections that stay open; about 180 high. */
export function queueForPool(top: number, palette: Palette): Fragment {
  const muted = { color: palette.muted, anchor: 'middle' } as const;
  const poolWidth = pooled * step + 12;
  const connections = Array.from({ length: pooled }, (_, index) =>
    downArrow(center + (index - (pooled - 1) / 2) * step, top + 103, top + 132, palette.green),
  );
  return html`${text([16, top], 'A connection pool', { color: palette.text, size: 15, bold: true })}
${text([center, top + 24], `${waiting} requests wait in line`, muted)}${row(top + 40, waiting, palette.muted)}
${text([center, top + 66], `${pooled} have borrowed a connection`, muted)}
${rectangle({ x: center - poolWidth / 2, y: top + 77, width: poolWidth, height: 26 }, palette.card, palette.green, 6)}${row(top + 90, pooled, palette.blue)}${connections}
${rectangle({ x: 60, y: top + 132, width: 240, height: 42 }, palette.card, palette.muted, 6)}
${text([center, top + 149], 'PostgreSQL', { color: palette.text, size: 14, bold: true, anchor: 'middle' })}${text([center, top + 166], `${pooled} connections that stay open`, muted)}`;
}
