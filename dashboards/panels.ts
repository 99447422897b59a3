import type { Panel, Query, Row } from './panel.ts';
import { mean, orZero, quantile, rate, share } from './promql.ts';

const requests = 'http_requests_total';
const duration = 'http_request_duration_seconds';
const succeeded = `sum(${rate(`${requests}{status_code=~"2.."}`)})`;

const successfulRequests: Panel = {
  id: 'successful-requests',
  title: 'Successful Requests',
  description: `Requests per second that got what they asked for. Broken: next to none, though 100 users ask all the time. After fix 1: steady. After fix 2: many times as high, with the same users.`,
  unit: 'requests per second',
  shape: 'curve',
  queries: [{ expression: orZero(succeeded), legend: 'succeeded' }],
};

const responseLatency: Panel = {
  id: 'response-latency',
  title: 'Response Latency',
  description: `How long an answer takes: on average, and p99, which 99 of 100 answers stay below. Failures count too, and they are quick: in the broken stage this looks better than it is. After fix 1: a third to two thirds of a second. After fix 2: a fraction of that.`,
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
  description: `Failed requests per second, by HTTP status. 503 means that no database connection came in time. Broken: nearly every request. After fix 1, and after fix 2: none.`,
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
  description: `Of 100 requests, how many succeed: red below 50, yellow from 50, green from 95. Broken: red. After fix 1: green, although nothing has become faster. It is 0 while nobody asks.`,
  unit: 'percent',
  shape: 'number',
  queries: [
    {
      expression: orZero(share(`100 * (${succeeded} or vector(0))`, `sum(${rate(requests)})`)),
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
  queries: [{ expression: orZero('feed:pool_connections:sum'), legend: '{{state}}' }],
};

const serverSessions: Panel = {
  id: 'server-sessions',
  title: 'Sessions in PostgreSQL',
  description:
    'Connections that PostgreSQL itself counts, and how many it takes at most. Broken: up and down all the time, as each session lives for one query. After fix 1, and after fix 2: ten that stay.',
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
    'What the feed query takes once it has a connection. Broken: few get that far. After fix 1: it still sorts every post there is to show 20, and that is what everybody waits for. After fix 2: it reads 20, in a small part of the time.',
  unit: 'seconds',
  shape: 'curve',
  queries: medianAndP99('db_query_duration_seconds', '{query="feed"}'),
};

const cpuThrottling: Panel = {
  id: 'cpu-throttling',
  title: 'CPU Throttling',
  description:
    'In how many of 100 scheduling periods a container wanted more CPU than its limit. Broken: PostgreSQL half of the time, busy with logins that are given up. After fix 1: PostgreSQL nearly all the time, busy with sorting. After fix 2: hardly anybody.',
  unit: 'percent',
  shape: 'curve',
  only: 'cluster',
  queries: [{ expression: orZero('100 * feed:cpu_throttled:ratio_rate1m'), legend: '{{container}}' }],
};

const loadUsers: Panel = {
  id: 'load-users',
  title: 'Users',
  description:
    'Users of the load test, as k6 counts them: each asks for the feed, and asks again as soon as the answer is there. The same number in every stage: what changes is what they get. It is 0 between load tests.',
  unit: 'users',
  shape: 'curve',
  only: 'cluster',
  queries: [{ expression: orZero('sum(k6_vus)'), legend: 'users' }],
};

const loadRequests: Panel = {
  id: 'load-requests',
  title: 'Requests as Users Count Them',
  description:
    'Requests per second, as k6 counts them on the other side: succeeded, and failed by the code of the error. Broken: failed by the hundred. After fix 1: all succeed. After fix 2: many times as many. It agrees with Successful Requests and Error Rate, but for what never reached the API: such a failure is seen only here.',
  unit: 'requests per second',
  shape: 'curve',
  only: 'cluster',
  queries: [
    { expression: orZero(`sum(${rate('k6_lab_succeeded_total')})`), legend: 'succeeded' },
    { expression: orZero(`sum by (code) (${rate('k6_lab_failed_total')})`), legend: 'failed {{code}}' },
  ],
};

const loadLatency: Panel = {
  id: 'load-latency',
  title: 'Latency as Users See It',
  description:
    'How long a user waits for an answer, on average and p99, over the whole load test so far. Broken: short, as failing is quick. After fix 1: about half a second. After fix 2: a fraction of that. Nearly what the API measures itself (Response Latency); a gap between both is time on the way, or before the API noticed the request.',
  unit: 'seconds',
  shape: 'curve',
  only: 'cluster',
  queries: [
    { expression: orZero('avg(k6_lab_answer_time_avg)'), legend: 'average' },
    // Of several pods the slowest, as no p99 of all can be had from theirs.
    { expression: orZero('max(k6_lab_answer_time_p99)'), legend: 'p99' },
  ],
};

const noDataYet =
  'Before the first load test there is nothing to see, or "No data": nobody has asked for anything yet.';

/** Every panel there is, in the order in which it is looked at. */
const allRows: Row[] = [
  { panels: [successfulRequests, responseLatency, errorRate, successRate] },
  { title: 'Connections', panels: [connectionsOpened, connectTime, pool, serverSessions] },
  { title: 'Database and CPU', panels: [feedQueryTime, rowsRead, cpuThrottling] },
  { title: 'Load test', panels: [loadUsers, loadRequests, loadLatency] },
];

/** The same, each with the words that everybody needs who looks too early. */
export const rows: Row[] = allRows.map((row) => ({
  ...row,
  panels: row.panels.map((panel) => ({ ...panel, description: `${panel.description} ${noDataYet}` })),
}));
