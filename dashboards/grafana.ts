import { BigValueColorMode } from '@grafana/grafana-foundation-sdk/common';
import {
  type Dashboard,
  DashboardBuilder,
  type DataSourceRef,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { buildAnnotations } from './annotations.ts';
import type { Panel, Row } from './panel.ts';

const datasource: DataSourceRef = { type: 'prometheus', uid: 'prometheus' };
/** The scrape interval. `$__rate_interval` is four of these. */
const step = '5s';

/** Grafana's unit ids (Grafana documentation, "Standard units"). */
const units: Record<Panel['unit'], string> = {
  'requests per second': 'reqps',
  'per second': 'ops',
  seconds: 's',
  percent: 'percent',
  connections: 'short',
  'rows per second': 'rowsps',
  users: 'short',
};

/** Grafana's grid has 24 columns. */
const columns = 24;
const panelHeight = 8;

function thresholdsOf({ thresholds = [{ from: null, color: 'green' }] }: Panel): ThresholdsConfigBuilder {
  const steps = thresholds.map(({ from, color }) => ({ value: from, color }));
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}

function buildPanel(panel: Panel, width: number): TimeSeriesBuilder | StatBuilder {
  const builder =
    panel.shape === 'number'
      ? new StatBuilder().colorMode(BigValueColorMode.Background)
      : new TimeSeriesBuilder().fillOpacity(10).min(0);
  builder
    .title(panel.title)
    .description(panel.description)
    .unit(units[panel.unit])
    .thresholds(thresholdsOf(panel))
    .datasource(datasource)
    .interval(step)
    .height(panelHeight)
    .span(width);
  for (const [index, { expression, legend }] of panel.queries.entries())
    builder.withTarget(
      new DataqueryBuilder()
        .refId(String.fromCharCode('A'.charCodeAt(0) + index))
        .expr(expression)
        .legendFormat(legend)
        .range()
        .datasource(datasource),
    );
  return builder;
}

export function buildDashboard(rows: Row[]): Dashboard {
  const dashboard = new DashboardBuilder('Scenario 1 — Connection Pools and Database Indexes')
    .uid('feed-lab-scenario-1')
    .description('A feed API under 100 users: broken, after a shared connection pool, and after an index.')
    .tags(['feed-lab'])
    .refresh('5s')
    .time({ from: 'now-5m', to: 'now' })
    .timezone('browser')
    .annotations(buildAnnotations(datasource, step))
    .editable();
  for (const { title, panels } of rows) {
    if (title) dashboard.withRow(new RowBuilder(title));
    // Four panels form two lines: in one line they would be too narrow for their legends.
    const perLine = panels.length === 4 ? 2 : panels.length;
    for (const panel of panels) dashboard.withPanel(buildPanel(panel, columns / perLine));
  }
  return dashboard.build();
}
