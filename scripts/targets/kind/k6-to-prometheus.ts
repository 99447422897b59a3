import type { ClusterAccess } from './cluster-access.ts';
import type { Variable } from './k6-script.ts';

const service = 'monitoring-prometheus';

/**
 * What tells k6 to write its own counts to the cluster's Prometheus while it runs (Grafana k6 documentation, "Prometheus remote
 * write"): how long users waited so far, as mean and p99, and a mark at the end, so that the panels go back to 0. Every second: the
 * first counts of a test are lost to a rate. k6 cannot leave a metric out: it writes those of loadtest/lib/series.ts too, as series of
 * their own (k6_lab_slice_*, three or so for each second of a test), which no panel shows. Nothing where Prometheus is not installed.
 */
export async function writingToPrometheus(access: ClusterAccess): Promise<Variable[]> {
  const found = await access.kubectl(['get', 'service', service, '--ignore-not-found', '--output', 'name']);
  if (!found.trim()) return [];
  return [
    { name: 'K6_OUT', value: 'experimental-prometheus-rw' },
    { name: 'K6_PROMETHEUS_RW_SERVER_URL', value: `http://${service}:9090/api/v1/write` },
    { name: 'K6_PROMETHEUS_RW_TREND_STATS', value: 'avg,p(99)' },
    { name: 'K6_PROMETHEUS_RW_STALE_MARKERS', value: 'true' },
    { name: 'K6_PROMETHEUS_RW_PUSH_INTERVAL', value: '1s' },
  ];
}
