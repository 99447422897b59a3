import { dot, line, type PlotOptions } from '@observablehq/plot';
import { html } from 'hono/html';
import { type ChartPoint, chartPoints, isolatedPoints, type PointValue, rangeOf } from './chart-points.ts';
import { cornerRoom, draw } from './draw.ts';
import { bulletList, type Fragment } from './fragment.ts';
import type { ReportRun } from './report-run.ts';

interface Curve {
  name: string;
  value: PointValue;
  format(value: number): string;
  dashed?: boolean;
}

/** The same chart for each run, on the same scales, so that heights can be compared. */
export interface SmallMultiples {
  runs: ReportRun[];
  y: NonNullable<PlotOptions['y']>;
  curves: Curve[];
  /** A sentence about the whole test. */
  summary(run: ReportRun): string;
}

function drawCurve({ value, dashed }: Curve, points: ChartPoint[], { color }: ReportRun) {
  const dash = dashed ? { strokeDasharray: '4 3', strokeWidth: 1.5 } : { strokeWidth: 2 };
  return [
    line(points, { x: 'second', y: value, stroke: color, strokeLinecap: 'butt', ...dash }),
    dot(isolatedPoints(points, value), { x: 'second', y: value, fill: color, r: 2 }),
  ];
}

function describeRange({ name, value, format }: Curve, points: ChartPoint[]): string[] {
  const [lowest, highest] = rangeOf(points, value)?.map(format) ?? [];
  if (lowest === undefined) return [];
  return [lowest === highest ? `${name} was always ${lowest}` : `${name} ranged from ${lowest} to ${highest}`];
}

/** The ranges of the curves, and how many intervals are gaps. */
function describeCurves(curves: Curve[], points: ChartPoint[], everySeconds: number): string[] {
  const ranges = curves.flatMap((curve) => describeRange(curve, points));
  const gaps = points.filter(({ p50Ms }) => p50Ms === null).length;
  const intervals = everySeconds === 1 ? 'seconds' : `intervals of ${everySeconds} s`;
  return [
    ...(ranges.length > 0
      ? [`Per ${everySeconds === 1 ? 'second' : `${everySeconds} s`}, ${ranges.join(', and ')}.`]
      : []),
    ...(gaps > 0 ? [`In ${gaps} of ${points.length} ${intervals}, no request was answered.`] : []),
  ];
}

/** Charts over the duration of the test, side by side, with their descriptions below. */
export function smallMultiples({ runs, y, curves, summary }: SmallMultiples): Fragment {
  const longest = Math.max(
    ...runs.map(({ result }) => Math.max(result.durationSeconds, result.series?.points.at(-1)?.second ?? 0)),
  );
  const charts = runs.map((run) => {
    const { series = { everySeconds: 1, points: [] } } = run.result;
    const points = chartPoints(series);
    return {
      run,
      points,
      description: [summary(run), ...describeCurves(curves, points, series.everySeconds)].join(' '),
    };
  });
  return html`<div class="multiples of-${runs.length}">${charts.map(({ run, points, description }) => {
    const chart = () =>
      draw(
        {
          width: 300,
          height: 190,
          ...cornerRoom,
          marginLeft: 66,
          x: { ...cornerRoom.x, domain: [0, longest], ticks: 4, label: 'seconds since the start' },
          y,
          marks: curves.flatMap((curve) => drawCurve(curve, points, run)),
        },
        `${run.title}. ${description}`,
      );
    return html`<figure><figcaption>${run.title}</figcaption>${points.length > 0 ? chart() : html`<p class="none">This result has no values per second.</p>`}</figure>\n`;
  })}</div>
${bulletList(charts.map(({ run, description }) => `${run.title}: ${description}`))}`;
}
