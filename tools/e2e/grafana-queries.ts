import { intervalSeconds, parseInterval, type QueryContext, rateIntervalSeconds } from './rate-interval.ts';

/** The fields that are read of a panel in GET /api/dashboards/uid/... */
interface GrafanaPanel {
  type: string;
  title: string;
  interval?: string;
  maxDataPoints?: number;
  gridPos: { w: number };
  targets?: { expr: string; interval?: string; datasource: { uid: string } }[];
}

export interface GrafanaDashboard {
  title: string;
  time: { from: string; to: string };
  templating: { list: { name: string; current: { value: string } }[] };
  panels: GrafanaPanel[];
}

/** The fields that are read of a data source in GET /api/datasources. */
export interface GrafanaDataSource {
  uid: string;
  name: string;
  type: string;
  jsonData: { timeInterval?: string };
}

/** A panel's queries as Prometheus receives them from Grafana. */
export interface GrafanaPanelQueries {
  title: string;
  /** Grafana's name of the shape: `stat` for a number, `timeseries` for curves. */
  type: string;
  queries: { expression: string; intervalSeconds: number; rateIntervalSeconds: number }[];
}

/** The width of a common screen; by default, a panel requests one value per pixel. */
const screenWidthPixels = 1920;
/** The columns of Grafana's grid. */
const columns = 24;

/** The length of a time range such as `now-5m` to `now`. */
function rangeOf({ from, to }: GrafanaDashboard['time']): number {
  const [, length] = /^now-(\w+)$/.exec(from) ?? [];
  if (!length || to !== 'now') throw new Error(`expected a time range until now, got ${from} to ${to}`);
  return parseInterval(length);
}

/**
 * The queries of every panel, with the windows that Grafana computes for a person who opens the
 * dashboard.
 * @throws when a target's data source does not exist
 */
export function queriesOf(dashboard: GrafanaDashboard, dataSources: GrafanaDataSource[]): GrafanaPanelQueries[] {
  const variables = new Map(dashboard.templating.list.map(({ name, current }) => [`$${name}`, current.value]));
  const rangeSeconds = rangeOf(dashboard.time);

  const queryOf = (panel: GrafanaPanel, { expr, interval, datasource }: NonNullable<GrafanaPanel['targets']>[0]) => {
    const uid = variables.get(datasource.uid) ?? datasource.uid;
    const dataSource = dataSources.find((each) => each.uid === uid);
    if (!dataSource) throw new Error(`${panel.title} queries the data source ${uid}, which Grafana does not have`);
    const context: QueryContext = {
      rangeSeconds,
      maxDataPoints: panel.maxDataPoints ?? Math.floor((screenWidthPixels * panel.gridPos.w) / columns),
      panelInterval: panel.interval,
      targetInterval: interval,
      dataSourceInterval: dataSource.jsonData.timeInterval,
    };
    const window = rateIntervalSeconds(context);
    return {
      expression: expr.replaceAll('$__rate_interval', `${window}s`),
      intervalSeconds: intervalSeconds(context),
      rateIntervalSeconds: window,
    };
  };

  return dashboard.panels
    .filter(({ type }) => type !== 'row')
    .map((panel) => ({
      title: panel.title,
      type: panel.type,
      queries: (panel.targets ?? []).map((target) => queryOf(panel, target)),
    }));
}
