import { createMetrics } from '../../../app/src/metrics/metrics.ts';
import { alerts, runbookOf } from '../../../dashboards/alerts.ts';
import { rows } from '../../../dashboards/panels.ts';
import { code, plain, type Section, section } from './section.ts';

/** The API's own metrics, from the registry that it serves; what prom-client tells of any process is left out. */
export async function metricsSection(): Promise<Section> {
  const { registry } = createMetrics({ version: '', variant: '' });
  const metrics = await registry.getMetricsAsJSON();
  // prom-client keeps the names of the labels to itself, also before there is a value.
  const labelsOf = (name: string) => (registry.getSingleMetric(name) as unknown as { labelNames: string[] }).labelNames;
  return section(
    'Metrics',
    '`/metrics` of the API tells these, and what prom-client tells of any Node.js process (`process_...`, `nodejs_...`). Times are in seconds.',
    ['metric', 'type', 'labels', 'what it is'],
    metrics
      .filter(({ name }) => !/^(process|nodejs)_/.test(name))
      .map(({ name, type, help }) => [code(name), String(type), labelsOf(name).map(code).join(', '), plain(help)]),
  );
}

export function panelsSection(): Section {
  return section(
    'Panels',
    'What each shows is behind its information sign, and in [the dashboard, stage by stage](dashboard.md).',
    ['panel', 'row', 'unit', 'where'],
    rows.flatMap(({ title = 'at the top', panels }) =>
      panels.map((panel) => [panel.title, title, panel.unit, panel.only === 'cluster' ? 'only in a cluster' : 'both']),
    ),
  );
}

export function alertsSection(): Section {
  return section(
    'Alerts',
    'Prometheus raises them, in a cluster.',
    ['alert', 'severity', 'after', 'what is wrong'],
    alerts.map((alert) => [
      `[${alert.name}](${runbookOf(alert).replace(/^docs\//, '')})`,
      alert.severity,
      `${alert.forSeconds} s`,
      plain(alert.summary),
    ]),
  );
}
