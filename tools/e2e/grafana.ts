import { annotationTag } from '../../dashboards/annotation-tag.ts';
import { derivedAnnotations } from '../../dashboards/annotations.ts';
import { withPortForward } from '../../scripts/targets/kind/kubectl-process.ts';
import { access, check, prometheus } from './context.ts';
import { type Annotation, deploymentWindow, expectedAnnotations, missingAnnotation } from './expected-annotations.ts';
import { grafanaHeaders, readDataSources, readGrafana, readPanelQueries } from './grafana-api.ts';

/** Four scrapes, the least that Grafana's documentation recommends for a rate. */
const rateWindowSeconds = 20;

/** Checks that Grafana, its dashboard and its data source work as docs/cluster.md describes. */
export async function checkGrafana(): Promise<void> {
  await withPortForward(access, 'service/grafana', 80, async (port) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/dashboards/uid/feed-lab-scenario-1`, {
      headers: grafanaHeaders,
    });
    const { dashboard } = (await response.json()) as { dashboard?: { title: string } };
    check(
      `kubectl port-forward svc/grafana reaches Grafana, admin/admin, with the dashboard "${dashboard?.title}"`,
      response.ok && dashboard?.title === 'Scenario 1 — Connection Pools and Database Indexes',
    );
  });
  const dataSources = await readDataSources();
  const described = dataSources.map(({ name, jsonData }) => `${name}, ${jsonData.timeInterval ?? 'no interval'}`);
  check(
    `Grafana has one data source, Prometheus, with the scrape interval: ${described.join('; ')}`,
    dataSources.length === 1 && dataSources[0]?.type === 'prometheus' && dataSources[0].jsonData.timeInterval === '5s',
  );
  const panels = await readPanelQueries();
  const windows = new Set(panels.flatMap(({ queries }) => queries.map((query) => query.rateIntervalSeconds)));
  check(
    `$__rate_interval of all ${panels.length} panels is ${rateWindowSeconds} s: ${[...windows].join(', ')}`,
    windows.size === 1 && windows.has(rateWindowSeconds),
  );
}

/** Checks that Grafana has the story's annotations, and Prometheus detected the deployment. */
export async function checkAnnotations(): Promise<void> {
  const found = await readGrafana<Annotation[]>(`annotations?tags=${annotationTag}&limit=1000`);
  const annotations = found.sort((one, other) => one.time - other.time);
  for (const { time, text } of annotations) console.log(`${new Date(time).toISOString()} ${text}`);
  const missing = missingAnnotation(annotations);
  check(
    `Grafana shows the ${expectedAnnotations.length} annotations of the story (missing: ${missing ?? 'none'})`,
    !missing,
  );

  const window = { ...deploymentWindow(annotations), stepSeconds: 5 };
  for (const { name, expression } of derivedAnnotations) {
    const series = await prometheus.askRange(expression, window);
    const labels = series.map(({ metric }) => metric.variant ?? metric.pod).join(', ');
    check(
      `Prometheus detects it too, ${name}: ${labels}`,
      series.length === 1 && series[0]?.metric.variant !== 'broken',
    );
  }
}
