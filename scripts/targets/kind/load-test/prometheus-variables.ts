import { type ClusterAccess, labName } from '../cluster-access.ts';

/**
 * The variables that make k6 write its metrics to the cluster's Prometheus during a test (k6
 * documentation, "Prometheus remote write"); none if Prometheus is not installed. With stale
 * markers, the panels return to 0 at the end. Every second, because a rate misses the first counts
 * of a test. k6 cannot leave out the metrics of loadtest/lib/series.ts (k6_lab_slice_*, about three
 * series for each second), which no panel shows.
 */
export async function prometheusVariables(access: ClusterAccess): Promise<Record<string, string>> {
  const service = `${labName}-monitoring-prometheus`;
  if (!(await access.find('service', service))) return {};
  return {
    K6_OUT: 'experimental-prometheus-rw',
    K6_PROMETHEUS_RW_SERVER_URL: `http://${service}:9090/api/v1/write`,
    K6_PROMETHEUS_RW_TREND_STATS: 'avg,p(99)',
    K6_PROMETHEUS_RW_STALE_MARKERS: 'true',
    K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s',
  };
}
