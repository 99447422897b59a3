import { type PlotOptions, plot } from '@observablehq/plot';
import { raw } from 'hono/html';
// linkedom/worker is linkedom bundled into one file, which loads five times as fast.
import { parseHTML } from 'linkedom/worker';
import type { Fragment } from './fragment.ts';

const { document } = parseHTML('<html><body></body></html>');

/** For shares of 0..1. */
export const percentAxis = {
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  tickFormat: (share: number) => `${share * 100} %`,
};

/** In the corner, the first labels of both axes would touch. */
export const cornerRoom = { marginBottom: 44, x: { tickPadding: 6 } };

type Svg = ReturnType<typeof document.createElement>;

/**
 * Draws a chart as SVG, without a browser.
 * @param description what the chart shows, with its numbers, for people who cannot see it
 */
export function draw(options: PlotOptions, description: string): Fragment {
  // Plot's types expect a browser's Document; linkedom's has the part that Plot uses.
  const svg: Svg = plot({
    marginTop: 14,
    marginRight: 24,
    marginBottom: 40,
    marginLeft: 62,
    ...options,
    x: { labelAnchor: 'right', ...options.x },
    y: { grid: true, label: null, ...options.y },
    document: document as unknown as NonNullable<PlotOptions['document']>,
    className: 'chart',
  });
  svg.setAttribute('font-size', '13');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', description);
  // Plot labels each part of a chart; screen readers should read only the description.
  for (const part of svg.querySelectorAll('[aria-label], [aria-hidden]')) {
    part.removeAttribute('aria-label');
    part.removeAttribute('aria-hidden');
  }
  svg.querySelector('style')?.remove();
  return raw(svg.outerHTML);
}
