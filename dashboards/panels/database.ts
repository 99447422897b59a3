import type { Panel } from '../panel.ts';
import { medianAndP99, orZero, rate, recorded, seriesOf } from '../promql.ts';

const ofPosts = (metric: string) => orZero(`sum(${rate(seriesOf('postgres', metric, 'relname="posts"'))})`);

const feedQueryTime: Panel = {
  id: 'feed-query-time',
  title: 'Feed Query Time',
  description:
    'How long the feed query takes once it has a connection: the median (p50) and the p99. Compare it with Response Latency: how much of a response is spent in the query, and how much before it?',
  unit: 'seconds',
  shape: 'curve',
  queries: medianAndP99('db_client_operation_duration_seconds', 'operation="feed"'),
};

const rowsRead: Panel = {
  id: 'rows-read',
  title: 'Rows Read of posts',
  description:
    'Rows of the table posts that PostgreSQL reads per second, split by how it finds them. Divide by Successful Requests: how many rows does it read for one feed of 20 posts?',
  unit: 'rows per second',
  shape: 'curve',
  queries: [
    { expression: ofPosts('pg_stat_user_tables_seq_tup_read'), legend: 'by sequential scans' },
    { expression: ofPosts('pg_stat_user_tables_idx_tup_fetch'), legend: 'by index' },
  ],
};

const cpuThrottling: Panel = {
  id: 'cpu-throttling',
  title: 'CPU Throttling',
  description:
    'How often a container wanted more CPU than its limit, in percent of the scheduling periods of the last minute: the curve rises late and falls late. Which container is short of CPU, and does that change when you fix something?',
  unit: 'percent',
  shape: 'curve',
  only: 'cluster',
  queries: [{ expression: orZero(`100 * ${recorded('feed:cpu_throttled:ratio_rate1m')}`), legend: '{{container}}' }],
};

export const database: Panel[] = [feedQueryTime, rowsRead, cpuThrottling];
