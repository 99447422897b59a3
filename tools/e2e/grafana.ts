import { annotationTag } from '../../dashboards/annotation-tag.ts';
import { derivedAnnotations } from '../../dashboards/annotations.ts';
import { withPortForward } from '../../scripts/targets/kind/kubectl-process.ts';
import { withPage } from '../../scripts/targets/kind/pages.ts';
import { access, check, cluster, prometheus } from './context.ts';
import { type Annotation, deploymentWindow, expectedAnnotations, missingAnnotation } from './expected-annotations.ts';

const headers = { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` };

/** Checks that Grafana is reachable as README describes, and has the dashboard. */
export async function checkGrafana(): Promise<void> {
  await withPortForward(access, 'service/grafana', 80, async (port) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/dashboards/uid/feed-lab-scenario-1`, { headers });
    const { dashboard } = (await response.json()) as { dashboard?: { title: string } };
    check(
      `kubectl port-forward svc/grafana reaches Grafana, admin/admin, with the dashboard "${dashboard?.title}"`,
      response.ok && dashboard?.title === 'Scenario 1 — Connection Pools and Database Indexes',
    );
  });
}

/** Checks that Grafana has the story's annotations, and Prometheus detected the deployment. */
export async function checkAnnotations(): Promise<void> {
  const annotations = await withPage(cluster, 'grafana', async (address) => {
    const response = await fetch(`${address}api/annotations?tags=${annotationTag}&limit=1000`, { headers });
    return ((await response.json()) as Annotation[]).sort((one, other) => one.time - other.time);
  });
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
