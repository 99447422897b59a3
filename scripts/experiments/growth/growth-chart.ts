import { dot, line, ruleX, text } from '@observablehq/plot';
import { formatCount } from '../../lib/format.ts';
import { draw } from '../../results/report/draw.ts';
import type { Fragment } from '../../results/report/fragment.ts';
import { formatTick } from '../../results/report/log-axis.ts';
import type { GrowthPoint } from './growth-points.ts';

export const growthChartSize = { width: 328, height: 290 };

export interface GrowthColors {
  unindexed: string;
  indexed: string;
}

/** From the power of ten below all values to the one above. */
function powersOfTen(values: number[], format: (value: number) => string) {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.ceil(Math.log10(Math.max(...values)));
  const powers = Array.from({ length: to - from + 1 }, (_, index) => Number(`1e${from + index}`));
  return { type: 'log' as const, domain: [10 ** from, 10 ** to], ticks: powers, tickFormat: format };
}

const shortCounts: [size: number, unit: string][] = [
  [1e6, 'M'],
  [1e3, 'k'],
];

/** 10000 -> "10k" */
function shortCount(value: number): string {
  const [size, unit] = shortCounts.find(([atLeast]) => value >= atLeast) ?? [1, ''];
  return `${formatCount(value / size)}${unit}`;
}

/** The marks of the table without the index, or with it. */
function marksOf(points: GrowthPoint[], indexed: boolean, color: string) {
  const ofKind = points.filter((point) => point.indexed === indexed);
  const warm = ofKind.filter(({ cold }) => !cold);
  const place = { x: 'posts', y: 'median' };
  const noCap = { strokeLinecap: 'butt' } as const;
  return [
    line(warm, { x: 'posts', y: 'predicted', stroke: color, strokeDasharray: '4 3', strokeWidth: 1.5, ...noCap }),
    ruleX(ofKind, { x: 'posts', y1: 'lowest', y2: 'highest', stroke: color, strokeWidth: 3, ...noCap }),
    dot(warm, { ...place, fill: color, r: 4 }),
    dot(
      ofKind.filter(({ cold }) => cold),
      { ...place, stroke: color, strokeWidth: 1.5, r: 4 },
    ),
    // At the last point: to the left of the rising line, below the flat one.
    text(warm.slice(-1), {
      x: 'posts',
      y: ({ predicted, median }: GrowthPoint) => Math.max(predicted ?? median, median),
      text: () => (indexed ? 'with the index' : 'without the index'),
      fill: color,
      textAnchor: 'end',
      dx: indexed ? 6 : -14,
      dy: indexed ? 18 : -4,
    }),
  ];
}

/**
 * What the feed costs in tables of growing size, on logarithmic scales: a dashed line for the
 * prediction, a dot for the median with a line for its range, and a ring for the first execution
 * after a restart.
 * @param description what the chart shows, with its numbers
 */
export function growthChart(
  points: GrowthPoint[],
  unit: 'pages' | 'ms',
  colors: GrowthColors,
  description: string,
): Fragment {
  const sizes = points.map(({ posts }) => posts);
  const values = points.flatMap(({ predicted, lowest, highest }) => [predicted ?? lowest, lowest, highest]);
  return draw(
    {
      ...growthChartSize,
      x: { ...powersOfTen(sizes, shortCount), grid: true, label: 'posts', inset: 8 },
      y: powersOfTen(values, unit === 'pages' ? shortCount : formatTick),
      marks: [marksOf(points, false, colors.unindexed), marksOf(points, true, colors.indexed)],
    },
    description,
  );
}
