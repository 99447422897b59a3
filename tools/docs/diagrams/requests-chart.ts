import { html } from 'hono/html';
import type { Fragment } from '../../../scripts/results/report/fragment.ts';
import type { Palette } from './palette.ts';
import { rectangle, text } from './svg.ts';

/** One second of a load test. */
export interface Second {
  succeeded: number;
  failed: number;
}

/** The words on a chart, from the large number down. */
export interface Caption {
  number: string;
  lines: string[];
}

export interface ChartPlace {
  left: number;
  top: number;
  width: number;
  height: number;
  numberSize: number;
  lineSize: number;
}

const largest = (values: number[]) => values.reduce((one, other) => Math.max(one, other), 0);
const peak = (seconds: Second[]) => largest(seconds.map(({ succeeded, failed }) => succeeded + failed));

/**
 * The requests per second at the top of both charts: a round number, above every second, and far
 * enough above the broken stage that its words fit over its curve.
 */
export function topOfScale(broken: Second[], fixed: Second[]): number {
  const needed = Math.max(peak(fixed), peak(broken) * 4, 1);
  const step = 10 ** Math.floor(Math.log10(needed)) / 2;
  return Math.ceil(needed / step) * step;
}

/** Requests per second as an area, failures on top of successes, with the words over it. */
export function requestsChart(
  { left, top, width, height, numberSize, lineSize }: ChartPlace,
  seconds: Second[],
  scale: number,
  { number, lines }: Caption,
  palette: Palette,
): Fragment {
  const bottom = top + height;
  const y = (value: number) => (bottom - (value / scale) * height).toFixed(1);
  const x = (index: number) => (left + (index / seconds.length) * width).toFixed(1);
  const area = (from: (second: Second) => number, to: (second: Second) => number, color: string) => {
    const upper = seconds.map((second, index) => `L${x(index)} ${y(to(second))} L${x(index + 1)} ${y(to(second))}`);
    const lower = seconds.map((second, index) => `L${x(index + 1)} ${y(from(second))} L${x(index)} ${y(from(second))}`);
    return html`<path d="M${x(0)} ${y(from(seconds[0] as Second))} ${upper.join(' ')} ${lower.reverse().join(' ')} Z" fill="${color}"/>\n`;
  };
  const succeeded = ({ succeeded }: Second) => succeeded;
  const all = ({ succeeded, failed }: Second) => succeeded + failed;

  const numberY = top + height * 0.4;
  const numberTop = (bottom - (numberY - numberSize)) / height;
  // The first second is left of the words.
  const isCovered = seconds.slice(1).every((second) => second.succeeded / scale >= numberTop);
  const isFailing = largest(seconds.map(({ failed }) => failed)) > largest(seconds.map(succeeded));
  const color = isCovered ? palette.card : palette.text;
  const textLeft = left + numberSize / 3;
  const areas = html`${area(() => 0, succeeded, palette.green)}${area(succeeded, all, palette.red)}`;
  const words = html`${text([textLeft, numberY], number, { color: isFailing ? palette.red : color, size: numberSize, bold: true })}${lines.map(
    (line, index) => text([textLeft, numberY + (index + 1) * lineSize * 1.45], line, { color, size: lineSize }),
  )}`;

  // What the area shows: inside it, at the right, or above it if it is too flat.
  const areaTop = (Math.min(...seconds.slice(seconds.length / 2).map(all)) / scale) * height;
  const fits = areaTop >= lineSize + 10;
  const areaColor = isFailing ? palette.red : palette.green;
  const label = text([left + width - 10, bottom - (fits ? 8 : areaTop + 8)], isFailing ? 'failed' : 'succeeded', {
    ...{ color: fits ? palette.card : areaColor, size: lineSize, bold: true, anchor: 'end' },
  });
  return html`${rectangle({ x: left, y: top, width, height }, palette.card)}${areas}${words}${label}`;
}
