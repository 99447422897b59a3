import { dot, line, type PlotOptions } from '@observablehq/plot';
import { html } from 'hono/html';
import { draw } from './draw.ts';
import { type Fragment, points } from './fragment.ts';
import type { ShownRun } from './shown-run.ts';
import { isAlone, type Slice, slicesOf } from './slices.ts';

/** A line of a small picture. */
export interface Curve {
  of(slice: Slice): number | null;
  dashed?: boolean;
}

/** The same picture for each run, on the same scales, so that heights can be compared. */
export interface SmallMultiples {
  runs: ShownRun[];
  y: NonNullable<PlotOptions['y']>;
  curves: Curve[];
  /** What is seen of one run, in words and numbers. */
  describe(run: ShownRun, slices: Slice[]): string;
}

const noSeries = 'This result has no numbers by the second.';

function curve({ of, dashed }: Curve, slices: Slice[], { color }: ShownRun) {
  const alone = slices.filter((_, index) => isAlone(slices, index, of));
  const dash = dashed ? { strokeDasharray: '4 3', strokeWidth: 1.5 } : { strokeWidth: 2 };
  return [
    line(slices, { x: 'second', y: of, stroke: color, strokeLinecap: 'butt', ...dash }),
    dot(alone, { x: 'second', y: of, fill: color, r: 2 }),
  ];
}

/** Pictures over the seconds of the test, side by side, and below them what is seen in each. */
export function smallMultiples({ runs, y, curves, describe }: SmallMultiples): Fragment {
  const longest = Math.max(
    ...runs.map(({ result }) => Math.max(result.durationSeconds, result.series?.points.at(-1)?.second ?? 0)),
  );
  const shown = runs.map((run) => {
    const slices = run.result.series ? slicesOf(run.result.series) : [];
    return { run, slices, words: describe(run, slices) };
  });
  return html`<div class="multiples of-${runs.length}">${shown.map(({ run, slices, words }) => {
    const picture = () =>
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
          marks: curves.flatMap((each) => curve(each, slices, run)),
        },
        `${run.title}. ${words}`,
      );
    return html`<figure><figcaption>${run.title}</figcaption>${slices.length > 0 ? picture() : html`<p class="none">${noSeries}</p>`}</figure>\n`;
  })}</div>
${points(shown.map(({ run, words }) => `${run.title}: ${words}`))}`;
}
