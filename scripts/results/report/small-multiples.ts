import { dot, line, type PlotOptions } from '@observablehq/plot';
import { html } from 'hono/html';
import { type ChartPoint, chartPoints, isolatedPoints, type PointValue } from './chart-points.ts';
import { draw } from './draw.ts';
import { bulletList, type Fragment } from './fragment.ts';
import type { ReportRun } from './report-run.ts';

interface Curve {
  value: PointValue;
  dashed?: boolean;
}

/** The same chart for each run, on the same scales, so that heights can be compared. */
export interface SmallMultiples {
  runs: ReportRun[];
  y: NonNullable<PlotOptions['y']>;
  curves: Curve[];
  /** What a run's chart shows, with its numbers. */
  describe(run: ReportRun, points: ChartPoint[]): string;
}

function drawCurve({ value, dashed }: Curve, points: ChartPoint[], { color }: ReportRun) {
  const dash = dashed ? { strokeDasharray: '4 3', strokeWidth: 1.5 } : { strokeWidth: 2 };
  return [
    line(points, { x: 'second', y: value, stroke: color, strokeLinecap: 'butt', ...dash }),
    dot(isolatedPoints(points, value), { x: 'second', y: value, fill: color, r: 2 }),
  ];
}

/** Charts over the seconds of the test, side by side, and below them what each shows. */
export function smallMultiples({ runs, y, curves, describe }: SmallMultiples): Fragment {
  const longest = Math.max(
    ...runs.map(({ result }) => Math.max(result.durationSeconds, result.series?.points.at(-1)?.second ?? 0)),
  );
  const charts = runs.map((run) => {
    const points = run.result.series ? chartPoints(run.result.series) : [];
    return { run, points, description: describe(run, points) };
  });
  return html`<div class="multiples of-${runs.length}">${charts.map(({ run, points, description }) => {
    const chart = () =>
      draw(
        {
          width: 300,
          height: 190,
          marginLeft: 62,
          marginRight: 14,
          marginBottom: 38,
          marginTop: 14,
          x: { domain: [0, longest], ticks: 4, label: 'seconds since the start', labelAnchor: 'right' },
          y: { grid: true, label: null, ...y },
          marks: curves.flatMap((curve) => drawCurve(curve, points, run)),
        },
        `${run.title}. ${description}`,
      );
    return html`<figure><figcaption>${run.title}</figcaption>${points.length > 0 ? chart() : html`<p class="none">This result has no values per second.</p>`}</figure>\n`;
  })}</div>
${bulletList(charts.map(({ run, description }) => `${run.title}: ${description}`))}`;
}
