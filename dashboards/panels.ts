import type { Panel, Query, Row } from './panel.ts';
import { mean, orZero, quantile, rate } from './promql.ts';

const requests = 'http_requests_total';
const duration = 'http_request_duration_seconds';
const succeeded = `sum(${rate(`${requests}{status_code=~"2.."}`)})`;

const noDataYet = 'Before the first load test it is flat at 0, or says "No data": nobody has asked for anything yet.';

const successfulRequests: Panel = {
  id: 'successful-requests',
  title: 'Successful Requests',
  description: `Requests per second that got what they asked for. Broken: next to none, though 100 users ask all the time. After fix 1: steady. After fix 2: many times as high, with the same users. ${noDataYet}`,
  unit: 'requests per second',
  shape: 'curve',
  queries: [{ expression: orZero(succeeded), legend: 'succeeded' }],
};

const responseLatency: Panel = {
  id: 'response-latency',
  title: 'Response Latency',
  description: `How long an answer takes: on average, and p99, which 99 of 100 answers stay below. Failures count too, and they are quick: in the broken stage this looks better than it is. After fix 1: a third to two thirds of a second. After fix 2: a fraction of that. ${noDataYet}`,
  unit: 'seconds',
  shape: 'curve',
  queries: [
    { expression: mean(duration), legend: 'average' },
    { expression: quantile(0.99, duration), legend: 'p99' },
  ],
};

const errorRate: Panel = {
  id: 'error-rate',
  title: 'Error Rate',
  description: `Failed requests per second, by HTTP status. 503 means that no database connection came in time. Broken: nearly every request. After fix 1, and after fix 2: none. ${noDataYet}`,
  unit: 'requests per second',
  shape: 'curve',
  queries: [
    {
      expression: orZero(`sum by (status_code) (${rate(`${requests}{status_code!~"2..|3.."}`)})`),
      legend: '{{status_code}}',
    },
  ],
};

const successRate: Panel = {
  id: 'success-rate',
  title: 'Success Rate %',
  description: `Of 100 requests, how many succeed: red below 50, yellow from 50, green from 95. Broken: red. After fix 1: green, although nothing has become faster. It is 0 while nobody asks. ${noDataYet}`,
  unit: 'percent',
  shape: 'number',
  queries: [
    {
      expression: orZero(`100 * (${succeeded} or vector(0)) / (sum(${rate(requests)}) > 0)`),
      legend: 'success rate',
    },
  ],
  thresholds: [
    { from: null, color: 'red' },
    { from: 50, color: 'yellow' },
    { from: 95, color: 'green' },
  ],
};

function medianAndP99(histogram: string, labels = ''): Query[] {
  return [
    { expression: quantile(0.5, histogram, labels), legend: 'p50' },
    { expression: quantile(0.99, histogram, labels), legend: 'p99' },
  ];
}

const connectionsOpened: Panel = {
  id: 'connections-opened',
  title: 'Connections Opened',
  description:
    'Database connections that the API begins to open, per second. Broken: one for each request, hundreds a second. After fix 1: ten when the load begins, then none.',
  unit: 'per second',
  shape: 'curve',
  queries: [{ expression: orZero(`sum(${rate('db_connections_opened_total')})`), legend: 'opened' }],
};

const connectTime: Panel = {
  id: 'connect-time',
  title: 'Time to Connect',
  description:
    'How long it takes to open a database connection, or to give up on it. Broken: at the limit of 150 ms, where most are given up. After fix 1 hardly any is opened.',
  unit: 'seconds',
  shape: 'curve',
  queries: medianAndP99('db_connect_duration_seconds'),
};

const pool: Panel = {
  id: 'pool',
  title: 'Pool',
  description:
    'The API’s connections: active (in use, or being opened), idle, and requests that wait in line for one. Broken: a hundred pools of one connection each. After fix 1: ten active, and about ninety of the hundred users waiting. After fix 2: the line moves much faster.',
  unit: 'connections',
  shape: 'curve',
  queries: [{ expression: orZero('sum by (state) (db_pool_connections)'), legend: '{{state}}' }],
};

const serverSessions: Panel = {
  id: 'server-sessions',
  title: 'Sessions in PostgreSQL',
  description:
    'Connections that PostgreSQL itself counts, and how many it takes at most. Broken: up and down all the time, as each session lives for one query. After fix 1: ten that stay.',
  unit: 'connections',
  shape: 'curve',
  queries: [
    { expression: orZero('sum(pg_stat_activity_count{datname="feed"})'), legend: 'sessions' },
    { expression: orZero('max(pg_settings_max_connections)'), legend: 'max_connections' },
  ],
};

const rowsRead: Panel = {
  id: 'rows-read',
  title: 'Rows Read of posts',
  description:
    'Rows of the table posts that PostgreSQL reads per second: by sequential scans, which read every row there is, and by an index. After fix 1: millions for a few hundred feeds. After fix 2: twenty for each feed, by the index.',
  unit: 'rows per second',
  shape: 'curve',
  queries: [
    {
      expression: orZero(`sum(${rate('pg_stat_user_tables_seq_tup_read{relname="posts"}')})`),
      legend: 'by sequential scans',
    },
    { expression: orZero(`sum(${rate('pg_stat_user_tables_idx_tup_fetch{relname="posts"}')})`), legend: 'by index' },
  ],
};

const feedQueryTime: Panel = {
  id: 'feed-query-time',
  title: 'Feed Query Time',
  description:
    'What the feed query takes once it has a connection. Without the index it sorts every post there is; with it, it reads 20. Fix 1 does not change it: that is why fix 2 is needed.',
  unit: 'seconds',
  shape: 'curve',
  queries: medianAndP99('db_query_duration_seconds', '{query="feed"}'),
};

const throttled = (container: string) =>
  orZero(
    `100 * sum(${rate(`container_cpu_cfs_throttled_periods_total{container="${container}"}`)}) / (sum(${rate(`container_cpu_cfs_periods_total{container="${container}"}`)}) > 0)`,
  );

const cpuThrottling: Panel = {
  id: 'cpu-throttling',
  title: 'CPU Throttling',
  description:
    'In how many of 100 scheduling periods a container wanted more CPU than its limit. Broken: PostgreSQL half of the time, busy with logins that are given up. After fix 1: PostgreSQL nearly all the time, busy with sorting. After fix 2: hardly anybody.',
  unit: 'percent',
  shape: 'curve',
  only: 'cluster',
  queries: [
    { expression: throttled('api'), legend: 'API' },
    { expression: throttled('postgres'), legend: 'PostgreSQL' },
  ],
};

/** Every panel there is, in the order in which it is looked at. */
export const rows: Row[] = [
  { panels: [successfulRequests, responseLatency, errorRate, successRate] },
  { title: 'Connections', panels: [connectionsOpened, connectTime, pool, serverSessions] },
  { title: 'Database and CPU', panels: [feedQueryTime, rowsRead, cpuThrottling] },
];
