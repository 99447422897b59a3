import type { Panel } from '../../dashboards/panel.ts';
import { rows } from '../../dashboards/panels.ts';
import { withoutRecordings } from '../../dashboards/recording-rules.ts';
import { compile } from './promql/compile.ts';
import { metricNames } from './promql/selector.ts';
import type { SampleStore } from './sample-store.ts';
import type { PanelValues, RowView } from './view.ts';

/** Grafana's rule for `$__rate_interval`: four scrape intervals, here of a second each. */
export const rateSeconds = 4;

const isShown = ({ only }: Panel) => only !== 'cluster';

/** The rows of the dashboard, without the panels that have values only in a cluster. */
export const rowViews: RowView[] = rows
  .map(({ title = '', panels }) => ({
    title,
    panels: panels.filter(isShown).map(({ queries, only, thresholds = [], ...panel }) => ({
      ...panel,
      thresholds,
      colors: Object.fromEntries(queries.flatMap(({ legend, color }) => (color ? [[legend, color]] : []))),
    })),
  }))
  .filter(({ panels }) => panels.length > 0);

/** The expression as it is evaluated here, without recording rules. */
export const toLiveExpression = (expression: string): string =>
  withoutRecordings(expression).replaceAll('$__rate_interval', `${rateSeconds}s`);

const curvesOf = ({ id, queries }: Panel) =>
  queries.map(({ expression, legend }) => ({ id, legend, expression: toLiveExpression(expression) }));

const panels = rows.flatMap((row) => row.panels);

/** Of all panels, including those that have values only in a cluster. */
export const panelExpressions: string[] = panels.flatMap(curvesOf).map(({ expression }) => expression);

const shownCurves = panels
  .filter(isShown)
  .flatMap(curvesOf)
  .map((curve) => ({ ...curve, evaluate: compile(curve.expression) }));

/** The metrics that the shown panels read. */
export const panelMetrics = new Set(shownCurves.flatMap(({ expression }) => metricNames(expression)));

/** Undefined without a label that the legend names: the series is the 0 of `or vector(0)`. */
function curveName(legend: string, labels: Record<string, string>): string | undefined {
  const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  if (named.some((label) => !(label in labels))) return undefined;
  return legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label) => labels[label] ?? '');
}

/** Seven digits are more than a curve can show, and keep the history small. */
const round = (value: number) => Number(value.toPrecision(7));

/** The values of every shown curve at a time. */
export function panelValues(store: SampleStore, atMs: number): PanelValues {
  const values: PanelValues = {};
  for (const { id, legend, evaluate } of shownCurves)
    for (const { labels, value } of evaluate(store, atMs)) {
      const name = curveName(legend, labels);
      if (name === undefined || !Number.isFinite(value)) continue;
      values[id] = { ...values[id], [name]: round(value) };
    }
  return values;
}
