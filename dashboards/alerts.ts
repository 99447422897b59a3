import { seriesOf } from './promql.ts';

/** What Prometheus calls out. Each has a section in docs/alerts.md. */
export interface Alert {
  name: string;
  /** PromQL: fires while it answers anything. */
  expression: string;
  /** How long it has to be so. Short, because a load test is. */
  forSeconds: number;
  severity: 'critical' | 'warning';
  /** What is wrong, for somebody who has never seen a dashboard. */
  summary: string;
  /** What was measured, and what to look at. */
  description: string;
}

/** The share of requests that may fail: the objective is that 99.9 % succeed. */
const errorBudget = 0.001;
/** At this pace a month's budget is spent in two days: when somebody has to be called (Google, "The Site Reliability Workbook", chapter 5). */
const burnFactor = 14.4;
const burnLimit = Number((burnFactor * errorBudget).toFixed(4));

const latencyLimitSeconds = 0.3;
/** A quantile of a handful of answers says nothing: three hundred in the window are enough for a p99. */
const fewestSuccessesPerSecond = 10;

const connectionsPerRequestLimit = 0.1;
/** A pool that fills up opens ten at once: not worth a word. */
const connectionsPerSecondLimit = 5;

/** After which the pool turns a request away that waits in line: the limit in app/src/database/shared-pool.ts. */
export const longestQueueWaitSeconds = 2;
/** Half of that, while there is time to do something. */
const queueWaitLimitSeconds = longestQueueWaitSeconds / 2;

const saturatedForMinutes = 5;
const downForSeconds = 15;

export const alerts: Alert[] = [
  {
    name: 'FeedErrorBudgetBurn',
    // The long window says that it matters, the short one that it is still so.
    expression: `feed:errors:ratio_rate5m > ${burnLimit} and feed:errors:ratio_rate30s > ${burnLimit}`,
    forSeconds: 5,
    severity: 'critical',
    summary: 'Many requests fail.',
    description: `{{ $value | humanizePercentage }} of the requests of the last 5 minutes failed, and they still fail; one in ${1 / errorBudget} is allowed. Look at Error Rate for the status, then at the row Connections.`,
  },
  {
    name: 'FeedConnectionChurn',
    expression: `feed:connections_per_request:ratio_rate30s > ${connectionsPerRequestLimit} and feed:connections_opened:rate30s > ${connectionsPerSecondLimit}`,
    forSeconds: 5,
    severity: 'warning',
    summary: 'The API opens new database connections all the time instead of using the ones it has.',
    description:
      '{{ $value | humanize }} connections are opened for each request; with a shared pool it is next to none. Look at Connections Opened and Time to Connect.',
  },
  {
    name: 'FeedLatencyHigh',
    // The median has to agree, because a p99 can be wrong while load begins: rate() extends each bucket to the window's edge, but not to
    // where its counter would be below zero, so that buckets which were empty until now fall behind the others.
    expression: `feed:latency_seconds:p99_rate30s > ${latencyLimitSeconds} and feed:latency_seconds:p50_rate30s > ${latencyLimitSeconds / 2} and feed:successes:rate30s >= ${fewestSuccessesPerSecond}`,
    forSeconds: 5,
    severity: 'warning',
    summary: 'Answers are slow.',
    description: `Of 100 requests that succeed, the slowest takes {{ $value | humanizeDuration }}; ${latencyLimitSeconds * 1000} ms are allowed. Look at Feed Query Time and Rows Read of posts, then at CPU Throttling.`,
  },
  {
    name: 'FeedQueueWaiting',
    expression: `feed:queue_wait_seconds:estimate30s > ${queueWaitLimitSeconds}`,
    forSeconds: 10,
    severity: 'warning',
    summary: 'Requests wait long for a database connection, and will soon be turned away.',
    description: `A request waits about {{ $value | humanizeDuration }} in line for a connection; after ${longestQueueWaitSeconds} s it fails. Look at Pool for the length of the line, and at Feed Query Time for what holds it up.`,
  },
  {
    name: 'FeedPoolSaturated',
    expression:
      'feed:pool_connections:sum{state="waiting"} > 0 and on() feed:pool_connections:sum{state="active"} > 0 and on() feed:pool_connections:sum{state="idle"} == 0',
    forSeconds: saturatedForMinutes * 60,
    severity: 'warning',
    summary: `Every database connection of the API has been in use for ${saturatedForMinutes} minutes, with requests waiting in line.`,
    description:
      '{{ $value | humanize }} requests wait, and no connection is free. Look at Pool, and at Response Latency for whether anybody feels it.',
  },
  {
    name: 'FeedApiDown',
    // Gone at once when a scrape fails, and not there when nobody is scraped.
    expression: `absent(${seriesOf('api', 'feed_build_info')})`,
    forSeconds: downForSeconds,
    severity: 'critical',
    summary: 'The feed API does not answer.',
    description: `Prometheus has had no answer from any API process for ${downForSeconds} seconds. Look at \`make status\`.`,
  },
];

/** Where a person reads on. The chart puts where docs/ can be read in place of it (monitoring.docsUrl). */
export const runbookOf = ({ name }: Alert): string => `docs/alerts.md#${name.toLowerCase()}`;
