import { html } from 'hono/html';
import { formatCount, formatMilliseconds, formatPercent } from '../../../scripts/lib/format.ts';
import { LabError } from '../../../scripts/lib/lab-error.ts';
import type { Result } from '../../../scripts/results/result.ts';
import type { Stage } from '../../../scripts/scenario/stages.ts';
import { storyDurationSeconds, storyUsers } from '../../../scripts/scenario/story.ts';
import { readKeptResult } from '../figures/load-test-figures.ts';
import { type Caption, type ChartPlace, requestsChart, type Second, topOfScale } from './requests-chart.ts';
import { type Diagram, diagramWidth, lines, text } from './svg.ts';

/** Requests that end after the planned duration are a fraction of a second, not a slow one. */
function secondsOf({ series, stage }: Result): Second[] {
  if (!series) throw new LabError('figure', `docs/runs/local/${stage}.json has no series.`, 'Record it again.');
  const bySecond = new Map(series.points.map((point) => [point.second, point]));
  return Array.from({ length: storyDurationSeconds }, (_, second) => {
    const { requests = 0, failures = [] } = bySecond.get(second) ?? {};
    const failed = failures.reduce((sum, { count }) => sum + count, 0);
    return { succeeded: requests - failed, failed };
  });
}

function readStage(folder: string, stage: Stage) {
  const result = readKeptResult(folder, 'local', stage);
  return {
    seconds: secondsOf(result),
    success: formatPercent(result.successRate),
    rate: formatCount(result.requestsPerSecond),
    mean: formatMilliseconds(result.latencyMs.mean),
  };
}

type StageNumbers = ReturnType<typeof readStage>;

const headings = { broken: 'Broken', indexed: 'After both fixes' };

/** The two widths: a column of a page, and a phone. */
const layouts = {
  wide: { width: 720, margin: 16, gap: 16, top: 46, height: 210, headingSize: 17, numberSize: 46, lineSize: 15 },
  narrow: {
    width: diagramWidth,
    margin: 12,
    gap: 12,
    top: 38,
    height: 170,
    headingSize: 15,
    numberSize: 36,
    lineSize: 12,
  },
};

type Layout = (typeof layouts)['wide'];

const captionOf = ({ success, rate, mean }: StageNumbers, { width }: Layout): Caption => ({
  number: success,
  lines: [
    'of requests succeed',
    width > diagramWidth ? `${rate} requests per second` : `${rate} requests/s`,
    width > diagramWidth ? `${mean} average latency` : `${mean} on average`,
  ],
});

function draw(layout: Layout, stages: Record<'broken' | 'indexed', StageNumbers>, scale: number, words: string[]) {
  const { width, margin, gap, top, height, headingSize, numberSize, lineSize } = layout;
  const chartWidth = (width - 2 * margin - gap) / 2;
  const below = top + height + lineSize + 10;
  const size = lineSize - (width > diagramWidth ? 1 : 0);
  return (palette: Parameters<Diagram['draw']>[0]) =>
    html`${(['broken', 'indexed'] as const).map((stage, index) => {
      const left = margin + index * (chartWidth + gap);
      const place: ChartPlace = { left, top, width: chartWidth, height, numberSize, lineSize };
      const heading = { color: palette.text, size: headingSize, bold: true };
      return html`${text([left, top - 14], headings[stage], heading)}${requestsChart(place, stages[stage].seconds, scale, captionOf(stages[stage], layout), palette)}`;
    })}${lines([margin, below], words, { color: palette.muted, size })}`;
}

/** The load tests of the first and the last stage, second by second and on the same scale. */
export function brokenAndFixed(folder: string): Diagram {
  const broken = readStage(folder, 'broken');
  const indexed = readStage(folder, 'indexed');
  const scale = topOfScale(broken.seconds, indexed.seconds);
  const load = `Requests per second, ${storyUsers} users, ${storyDurationSeconds} seconds.`;
  const sameScale = `Both charts go up to ${formatCount(scale)}.`;
  const describe = ({ success, rate, mean }: StageNumbers) =>
    `${success} of requests succeed, at ${rate} requests per second and ${mean} of average latency.`;
  const diagramOf = (name: string, layout: Layout, words: string[]): Diagram => ({
    name,
    title: 'Broken, and after both fixes',
    width: layout.width,
    height: layout.top + layout.height + 18 + words.length * (layout.lineSize + 5),
    alternativeText: `Two load tests side by side, on the same scale: ${storyUsers} users for ${storyDurationSeconds} seconds. Broken: ${describe(broken)} After both fixes: ${describe(indexed)}`,
    draw: draw(layout, { broken, indexed }, scale, words),
  });
  return {
    ...diagramOf('broken-and-fixed', layouts.wide, [`${load} ${sameScale}`]),
    narrow: diagramOf('broken-and-fixed-narrow', layouts.narrow, [load, sameScale]),
  };
}
