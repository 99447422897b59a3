import type { Panel } from '../../dashboards/panel.ts';
import { rows } from '../../dashboards/panels.ts';
import { withoutRecordings } from '../../dashboards/recording-rules.ts';
import { compile } from './promql/compile.ts';
import { metricNames } from './promql/metric-names.ts';
import type { SampleStore } from './sample-store.ts';
import type { PanelValues, RowView } from './view.ts';

/** Grafana's rule for `$__rate_interval`: four scrapes, here of a second each. No panel looks further back. */
export const rateSeconds = 4;

const isShown = ({ only }: Panel) => only !== 'cluster';

/** The rows of the dashboard that this machine can show, without those that would be empty. */
export const rowViews: RowView[] = rows
  .map(({ title = '', panels }) => ({
    title,
    panels: panels.filter(isShown).map(({ id, title, description, unit, shape, thresholds = [] }) => ({
      id,
      title,
      description,
      unit,
      shape,
      thresholds,
    })),
  }))
  .filter(({ panels }) => panels.length > 0);

/** Every curve that is shown, and the PromQL that it is computed from here. */
const curves = rows
  .flatMap(({ panels }) => panels.filter(isShown))
  .flatMap(({ id, queries }) =>
    queries.map(({ expression, legend }) => ({
      id,
      legend,
      expression: withoutRecordings(expression).replaceAll('$__rate_interval', `${rateSeconds}s`),
    })),
  )
  .map((curve) => ({ ...curve, evaluate: compile(curve.expression) }));

/** The metrics that the panels are made of; no others have to be kept. */
export const panelMetrics = new Set(curves.flatMap(({ expression }) => metricNames(expression)));

/** Fills a legend in; undefined when it names a label that the series does not have: it is the 0 that stands for nothing. */
function legendOf(legend: string, labels: Record<string, string>): string | undefined {
  const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  if (named.some((label) => !(label in labels))) return undefined;
  return legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label) => labels[label] ?? '');
}

/** Seven digits are more than a curve can show. */
const rounded = (value: number) => Number(value.toPrecision(7));

/** Every curve of every panel at a moment, computed from the dashboard's own PromQL. */
export function panelValues(store: SampleStore, atMs: number): PanelValues {
  const values: PanelValues = {};
  for (const { id, legend, evaluate } of curves)
    for (const { labels, value } of evaluate(store, atMs)) {
      const name = legendOf(legend, labels);
      if (name === undefined || !Number.isFinite(value)) continue;
      values[id] = { ...values[id], [name]: rounded(value) };
    }
  return values;
}
