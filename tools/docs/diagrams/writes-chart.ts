import { html } from 'hono/html';
import { readKeptRun } from '../../../scripts/experiments/kept-run.ts';
import { scaleOptions } from '../../../scripts/experiments/scale-options/scale-options.ts';
import { batches } from '../../../scripts/experiments/writes/write-forms.ts';
import { formatCount, formatMilliseconds } from '../../../scripts/lib/format.ts';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import { formatTick } from '../../../scripts/results/report/log-axis.ts';
import { reliableSuccessRate } from '../../../scripts/scenario/story.ts';
import { numberAt } from '../figures/experiment-figures.ts';
import type { Palette } from './palette.ts';
import { type Diagram, diagramWidth, lines, rectangle, text } from './svg.ts';

/** The feed of an option at one rate: the p99 of the rounds, and how many requests succeeded. */
interface Point {
  rowsPerSecond: number;
  p99Ms: number;
  lowestMs: number;
  highestMs: number;
  successRate: number;
}

const left = 84;
const right = diagramWidth - 16;
const top = 104;
const lineHeight = 19;
const headingHeight = 24;

function readOption(folder: string, option: string, rates: number[]): Point[] {
  return rates.map((rowsPerSecond) => {
    const number = (field: string) =>
      numberAt(
        folder,
        `writes:rows[option=${option}, form=${batches.title}, targetRowsPerSecond=${rowsPerSecond}].${field}`,
      );
    return {
      rowsPerSecond,
      p99Ms: number('feedP99Ms'),
      lowestMs: number('lowestFeedP99Ms'),
      highestMs: number('highestFeedP99Ms'),
      successRate: number('successRate'),
    };
  });
}

const percent = (share: number) => `${Math.floor(share * 100)} %`;

/** Powers of ten, in milliseconds, around all points. */
function scaleOf(points: Point[]): { ticks: number[]; x(milliseconds: number): number } {
  const exponents = points.flatMap(({ lowestMs, highestMs }) => [lowestMs, highestMs]).map(Math.log10);
  const first = Math.floor(Math.min(...exponents));
  const last = Math.max(first + 1, Math.ceil(Math.max(...exponents)));
  const x = (milliseconds: number) => left + ((Math.log10(milliseconds) - first) / (last - first)) * (right - left);
  return { ticks: Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index)), x };
}

function drawPoint(y: number, { rowsPerSecond, ...point }: Point, x: (ms: number) => number, palette: Palette) {
  const answers = point.successRate >= reliableSuccessRate;
  const color = answers ? palette.green : palette.red;
  const [from, to, dot] = [point.lowestMs, point.highestMs, point.p99Ms].map(x) as [number, number, number];
  const words = answers ? formatMilliseconds(point.p99Ms) : `${percent(point.successRate)} answered`;
  // Beside the range, where there is room.
  const isRight = to > (left + right) / 2;
  const label = text([isRight ? from - 9 : to + 9, y + 4], words, { color, anchor: isRight ? 'end' : 'start' });
  const range = { x: from, y: y - 1, width: to - from, height: 2 };
  return html`${text([left - 12, y + 4], `${formatCount(rowsPerSecond)} /s`, { color: palette.muted, anchor: 'end' })}${rectangle(range, color)}<circle cx="${dot.toFixed(1)}" cy="${y}" r="4" fill="${color}"/>\n${label}`;
}

/**
 * The p99 of the feed while posts are written: every option at every rate, on a logarithmic axis.
 */
export function writesChart(folder: string): Diagram {
  const { rows, posts } = readKeptRun('writes', folder);
  const rates = rows.flatMap(({ form, targetRowsPerSecond: rate }) =>
    form === batches.title && typeof rate === 'number' ? [rate] : [],
  );
  const distinctRates = [...new Set(rates)].sort((one, other) => one - other);
  const options = Object.values(scaleOptions).map(({ name }) => ({
    name,
    points: readOption(folder, name, distinctRates),
  }));
  const { ticks, x } = scaleOf(options.flatMap(({ points }) => points));
  const optionHeight = headingHeight + distinctRates.length * lineHeight + 6;
  const bottom = top + options.length * optionHeight;
  const of = `${formatCount(Number(posts))} posts`;

  const draw = (
    palette: Palette,
  ): Fragment => html`${text([16, 30], 'The feed while posts are written', { color: palette.text, size: 15, bold: true })}
${lines([16, 52], [`p99 of 100 readers of ${of},`, 'by rate of writes: median and range'], { color: palette.muted })}
${ticks.map((tick) => html`${rectangle({ x: x(tick), y: top - 8, width: 1, height: bottom - top }, palette.line)}${text([x(tick), top - 14], formatTick(tick), { color: palette.muted, anchor: tick === ticks.at(-1) ? 'end' : 'middle' })}`)}
${options.map(({ name, points }, option) => {
  const y = top + option * optionHeight;
  return html`${text([16, y + 12], name, { color: palette.text, size: 13, bold: true })}${points.map((point, index) => drawPoint(y + headingHeight + 6 + index * lineHeight, point, x, palette))}`;
})}`;

  const inWords = options.map(({ name, points }) => {
    const each = points.map(({ rowsPerSecond, p99Ms, successRate }) => {
      const result =
        successRate >= reliableSuccessRate ? formatMilliseconds(p99Ms) : `${percent(successRate)} answered`;
      return `${formatCount(rowsPerSecond)} rows a second: ${result}`;
    });
    return `${name}: ${each.join('; ')}.`;
  });
  return {
    name: 'writes',
    title: 'The feed while posts are written, with six options',
    width: diagramWidth,
    height: bottom + 8,
    alternativeText: `The p99 of the feed of 100 readers with ${of} while posts are written. ${inWords.join(' ')}`,
    draw,
  };
}
