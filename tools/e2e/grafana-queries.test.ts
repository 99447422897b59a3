// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboardText } from '../../dashboards/generated-files.ts';
import { rows } from '../../dashboards/panels.ts';
import { type GrafanaDashboard, type GrafanaDataSource, queriesOf } from './grafana-queries.ts';

const dashboard: GrafanaDashboard = JSON.parse(dashboardText());
const prometheus = (timeInterval?: string): GrafanaDataSource => ({
  uid: 'prometheus',
  name: 'Prometheus',
  type: 'prometheus',
  jsonData: timeInterval ? { timeInterval } : {},
});

const windowsOf = (...parameters: Parameters<typeof queriesOf>) => [
  ...new Set(queriesOf(...parameters).flatMap(({ queries }) => queries.map((query) => query.rateIntervalSeconds))),
];

test('every query of the dashboard has a window of four scrapes, whatever interval its data source has', () => {
  for (const timeInterval of ['5s', '30s', undefined])
    assert.deepEqual(windowsOf(dashboard, [prometheus(timeInterval)]), [20]);
});

test('without min steps, the window follows the data source', () => {
  const panels = dashboard.panels.map((panel) => ({
    ...panel,
    targets: panel.targets?.map(({ expr, datasource }) => ({ expr, datasource })) ?? [],
  }));
  assert.deepEqual(windowsOf({ ...dashboard, panels }, [prometheus('30s')]), [120]);
});

test('the queries are those of the panels, in their order, with the window in place', () => {
  const panels = queriesOf(dashboard, [prometheus('5s')]);
  const expected = rows.flatMap((row) => row.panels);
  assert.deepEqual(
    panels.map(({ title }) => title),
    expected.map(({ title }) => title),
  );
  assert.deepEqual(
    panels.flatMap(({ queries }) => queries.map(({ expression }) => expression)),
    expected.flatMap(({ queries }) =>
      queries.map(({ expression }) => expression.replaceAll('$__rate_interval', '20s')),
    ),
  );
});

test('a data source that Grafana does not have is an error', () => {
  assert.throws(() => queriesOf(dashboard, []), /Successful Requests queries the data source prometheus, which/);
});
