import {
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type Dashboard,
  DashboardBuilder,
  type DataSourceRef,
  DatasourceVariableBuilder,
  MappingType,
  RowBuilder,
  SpecialValueMatch,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { buildAnnotations } from './annotations.ts';
import { idleText, type Panel, type Query, type Row } from './panel.ts';

/** A variable, because the data source of an existing Grafana can have any uid. */
const datasourceVariable = new DatasourceVariableBuilder('datasource')
  .label('Prometheus')
  .type('prometheus')
  // The one of kube-prometheus-stack. Grafana uses another one if none has this uid.
  .current({ text: 'Prometheus', value: 'prometheus' });
const datasource: DataSourceRef = { type: 'prometheus', uid: '$datasource' };

/**
 * The scrape interval. `$__rate_interval` is max($__interval + min step, 4 * min step), and without
 * a min step, Grafana uses the data source's interval, which is 30 s in kube-prometheus-stack. The
 * resulting window of two minutes would mix two load tests. The panel has the same minimum for
 * `$__interval`, which otherwise also depends on the data source.
 */
const step = '5s';

/** The color of a number that is neither good nor bad. */
const neutral = '#737373';

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

function thresholdsOf({ shape, thresholds = [{ from: null, color: 'green' }] }: Panel): ThresholdsConfigBuilder {
  const lowest = shape === 'number' ? 0 : null;
  const steps = thresholds.map(({ from, color }) => ({ value: from ?? lowest, color }));
  // "No data" gets the color of the base step, and is not a bad value.
  const base = shape === 'number' ? [{ value: null, color: neutral }] : [];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...base, ...steps]);
}

const idleWithoutRequests: ValueMapping = {
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NotANumber, result: { text: idleText, color: neutral } },
};

/**
 * The current value, from an instant query: a range query would still show the last value minutes
 * after the series has ended. `last`, because Grafana's default, `lastNotNull`, skips NaN.
 */
function buildNumber(): StatBuilder {
  return new StatBuilder()
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['last']))
    .mappings([idleWithoutRequests]);
}

/** Stacked areas have a more opaque fill, so that their heights are easy to compare. */
function buildCurves(shape: Panel['shape']): TimeSeriesBuilder {
  const builder = new TimeSeriesBuilder()
    .min(0)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.None));
  if (shape === 'curve') return builder.fillOpacity(10);
  return builder.fillOpacity(60).stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('parts'));
}

function buildTarget({ expression, legend }: Query, index: number, shape: Panel['shape']): DataqueryBuilder {
  const target = new DataqueryBuilder()
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .expr(expression)
    .legendFormat(legend)
    .interval(step)
    .datasource(datasource);
  return shape === 'number' ? target.instant() : target.range();
}

function buildPanel(panel: Panel, width: number): TimeSeriesBuilder | StatBuilder {
  const builder = panel.shape === 'number' ? buildNumber() : buildCurves(panel.shape);
  builder
    .title(panel.title)
    .description(panel.description)
    .unit(units[panel.unit])
    .thresholds(thresholdsOf(panel))
    .datasource(datasource)
    .interval(step)
    .height(panelHeight)
    .span(width);
  for (const [index, query] of panel.queries.entries()) {
    builder.withTarget(buildTarget(query, index, panel.shape));
    if (query.color)
      builder.overrideByName(query.legend, [{ id: 'color', value: { mode: 'fixed', fixedColor: query.color } }]);
  }
  return builder;
}

export function buildDashboard(rows: Row[]): Dashboard {
  const dashboard = new DashboardBuilder('Scenario 1 — Connection Pools and Database Indexes')
    .uid('feed-lab-scenario-1')
    .description(
      'A feed API under the load of 100 users. The four panels at the top show what users get; look for the reason in the rows below.',
    )
    .tags(['feed-lab'])
    .refresh('5s')
    .time({ from: 'now-5m', to: 'now' })
    .timezone('browser')
    .withVariable(datasourceVariable)
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
