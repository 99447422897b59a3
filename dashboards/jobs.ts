/** What Prometheus calls the parts of the lab that it scrapes: set by the chart's ServiceMonitors, and by the live page for its own sources. */
export const apiJob = 'feed-lab-api';
export const postgresJob = 'feed-lab-postgres-exporter';
