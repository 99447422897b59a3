import { k6Environment } from '../../load/k6.ts';
import type { LoadPlan } from '../../load/load.ts';
import { type ClusterAccess, labName } from './cluster-access.ts';

/** A variable of a container's environment. */
export interface Variable {
  name: string;
  value: string;
}

const prometheusService = 'monitoring-prometheus';

/** The variables that loadtest/feed.ts reads, with the API's address inside the cluster. */
export function planVariables(plan: LoadPlan): Variable[] {
  return Object.entries(k6Environment(plan, `http://${labName}-api:3000`)).map(([name, value]) => ({ name, value }));
}

/**
 * The variables that make k6 write its metrics to the cluster's Prometheus during a test (k6
 * documentation, "Prometheus remote write"); none where Prometheus is not installed. Stale markers let
 * the panels go back to 0 at the end. Every second, because a rate misses the first counts of a test.
 * k6 cannot leave out the metrics of loadtest/lib/series.ts (k6_lab_slice_*, about three series for
 * each second), which no panel shows.
 */
export async function prometheusVariables(access: ClusterAccess): Promise<Variable[]> {
  if (!(await access.find('service', prometheusService))) return [];
  return [
    { name: 'K6_OUT', value: 'experimental-prometheus-rw' },
    { name: 'K6_PROMETHEUS_RW_SERVER_URL', value: `http://${prometheusService}:9090/api/v1/write` },
    { name: 'K6_PROMETHEUS_RW_TREND_STATS', value: 'avg,p(99)' },
    { name: 'K6_PROMETHEUS_RW_STALE_MARKERS', value: 'true' },
    { name: 'K6_PROMETHEUS_RW_PUSH_INTERVAL', value: '1s' },
  ];
}
