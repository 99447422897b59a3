import { createMetrics } from '../../../app/src/metrics/metrics.ts';
import { alerts, runbookOf } from '../../../dashboards/alerts.ts';
import { rows } from '../../../dashboards/panels.ts';
import { code, plain, type Section, section } from './section.ts';

/** The API's own metrics, from the registry that it serves. */
export async function metricsSection(): Promise<Section> {
  const { registry } = createMetrics({ version: '', variant: '' });
  const metrics = await registry.getMetricsAsJSON();
  // getMetricsAsJSON() has label names only once there is a value, and the types hide them.
  const labelsOf = (name: string) => (registry.getSingleMetric(name) as unknown as { labelNames: string[] }).labelNames;
  return section(
    'Metrics',
    "The API's `/metrics` has these, and prom-client's default metrics of a Node.js process (`process_...`, `nodejs_...`). Times are in seconds.",
    ['metric', 'type', 'labels', 'meaning'],
    metrics
      .filter(({ name }) => !/^(process|nodejs)_/.test(name))
      .map(({ name, type, help }) => [code(name), String(type), labelsOf(name).map(code).join(', '), plain(help)]),
  );
}

export function panelsSection(): Section {
  return section(
    'Panels',
    'The information icon of each panel shows its description; [the dashboard, stage by stage](dashboard.md) has more.',
    ['panel', 'row', 'unit', 'where'],
    rows.flatMap(({ title = 'at the top', panels }) =>
      panels.map((panel) => [panel.title, title, panel.unit, panel.only === 'cluster' ? 'only in a cluster' : 'both']),
    ),
  );
}

export function alertsSection(): Section {
  return section(
    'Alerts',
    'In a cluster, Prometheus evaluates these. [The alerts](alerts.md) explains each one.',
    ['alert', 'level', 'after', 'what is wrong'],
    alerts.map((alert) => [
      `[${alert.name}](${runbookOf(alert).replace(/^docs\//, '')})`,
      alert.level,
      `${alert.forSeconds} s`,
      plain(alert.summary),
    ]),
  );
}
