/** The `job` labels, which the chart's ServiceMonitors and the live page set. */
export const apiJob = 'feed-lab-api';
export const postgresJob = 'feed-lab-postgres-exporter';
