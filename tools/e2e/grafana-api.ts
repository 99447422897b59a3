import { withPage } from '../../scripts/targets/kind/pages.ts';
import { cluster } from './context.ts';
import {
  type GrafanaDashboard,
  type GrafanaDataSource,
  type GrafanaPanelQueries,
  queriesOf,
} from './grafana-queries.ts';

export const grafanaHeaders = { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` };

/** Reads a path of Grafana's HTTP API. */
export async function readGrafana<Answer>(path: string): Promise<Answer> {
  return withPage(cluster, 'grafana', async (address) => {
    const response = await fetch(`${address}api/${path}`, { headers: grafanaHeaders });
    if (!response.ok) throw new Error(`Grafana responded with ${response.status} to ${path}: ${await response.text()}`);
    return (await response.json()) as Answer;
  });
}

export const readDataSources = () => readGrafana<GrafanaDataSource[]>('datasources');

/** The queries of the dashboard's panels, as Grafana sends them to Prometheus. */
export async function readPanelQueries(): Promise<GrafanaPanelQueries[]> {
  const { dashboard } = await readGrafana<{ dashboard: GrafanaDashboard }>('dashboards/uid/feed-lab-scenario-1');
  return queriesOf(dashboard, await readDataSources());
}
