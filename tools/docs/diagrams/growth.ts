import { html } from 'hono/html';
import { growthChart, growthChartSize } from '../../../scripts/experiments/growth/growth-chart.ts';
import { type GrowthPoint, pagePoints, timePoints } from '../../../scripts/experiments/growth/growth-points.ts';
import { describePages, describeTimes } from '../../../scripts/experiments/growth/growth-words.ts';
import { readKeptRun } from '../../../scripts/experiments/kept-run.ts';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import type { Palette } from './palette.ts';
import { type Diagram, diagramWidth, lines, text } from './svg.ts';

interface Chart {
  title: string;
  points: GrowthPoint[];
  unit: 'pages' | 'ms';
  words: string[];
}

const margin = 16;
const wideWidth = 2 * (growthChartSize.width + margin) + margin;
const headingHeight = 40;
const lineHeight = 17;

const legend = {
  wide: [
    'Dots: the median; a line from lowest to highest. Rings: the first execution after a restart.',
    'Dashed: the prediction, made before: pages from the catalog; time, if it grew as they do.',
  ],
  narrow: [
    'Dots: the median; lines: lowest to highest.',
    'Rings: the first execution after a restart.',
    'Dashed: the prediction, made before: pages',
    'from the catalog; time, if it grew as they do.',
  ],
};

function drawChart([x, y]: [number, number], { title, points, unit, words }: Chart, palette: Palette): Fragment {
  const colors = { unindexed: palette.orange, indexed: palette.green };
  const drawn = growthChart(points, unit, colors, words.join(' '));
  // Axes have the current color.
  return html`${text([x, y + 26], title, { color: palette.text, size: 15, bold: true })}<g transform="translate(${x},${y + headingHeight})" color="${palette.text}">${drawn}</g>\n`;
}

/**
 * Pages and time of the feed query over the number of posts: side by side, or one below the other.
 */
export function growth(folder: string): Diagram {
  const run = readKeptRun('growth', folder);
  const [pages, times] = [pagePoints(run), timePoints(run)];
  const charts: Chart[] = [
    { title: 'Pages that the feed query touches', points: pages, unit: 'pages', words: describePages(pages) },
    { title: 'Time of the feed query, alone', points: times, unit: 'ms', words: describeTimes(times) },
  ];
  const chartHeight = headingHeight + growthChartSize.height;
  const diagramOf = (
    name: string,
    width: number,
    words: string[],
    placeOf: (index: number) => [number, number],
  ): Diagram => {
    const below = Math.max(...charts.map((_, index) => placeOf(index)[1])) + chartHeight + 20;
    return {
      name,
      title: 'Pages and time of the feed query in growing tables',
      width,
      height: below + words.length * lineHeight,
      alternativeText: charts.flatMap((chart) => chart.words).join(' '),
      draw: (palette) =>
        html`${charts.map((chart, index) => drawChart(placeOf(index), chart, palette))}${lines([margin, below], words, { color: palette.muted })}`,
    };
  };
  return {
    ...diagramOf('growth', wideWidth, legend.wide, (index) => [margin + index * (growthChartSize.width + margin), 0]),
    narrow: diagramOf('growth-narrow', diagramWidth, legend.narrow, (index) => [margin, index * chartHeight]),
  };
}
