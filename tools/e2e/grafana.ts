import { withPortForward } from '../../scripts/targets/kind/kubectl-process.ts';
import { access, check } from './context.ts';

export const administrator = { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` };

/** Grafana is where a person expects it, and has the dashboard. */
export async function proveGrafana(): Promise<void> {
  await withPortForward(access, 'service/grafana', 80, async (port) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/dashboards/uid/feed-lab-scenario-1`, {
      headers: administrator,
    });
    const { dashboard } = (await response.json()) as { dashboard?: { title: string; panels: unknown[] } };
    check(
      `kubectl port-forward svc/grafana reaches Grafana, admin/admin, with the dashboard "${dashboard?.title}"`,
      response.ok && dashboard?.title === 'Scenario 1 — Connection Pools and Database Indexes',
    );
  });
}
