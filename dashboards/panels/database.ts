import type { Panel } from '../panel.ts';
import { orZero, rate, seriesOf } from '../promql.ts';
import { medianAndP99 } from './median-and-p99.ts';

const ofPosts = (metric: string) => orZero(`sum(${rate(seriesOf('postgres', metric, 'relname="posts"'))})`);

const feedQueryTime: Panel = {
  id: 'feed-query-time',
  title: 'Feed Query Time',
  description:
    'What the feed query takes once it has a connection. Broken: few get that far. After fix 1: it still sorts every post there is to show 20, and that is what everybody waits for. After fix 2: it reads 20, in a small part of the time.',
  unit: 'seconds',
  shape: 'curve',
  queries: medianAndP99('db_query_duration_seconds', 'query="feed"'),
};

const rowsRead: Panel = {
  id: 'rows-read',
  title: 'Rows Read of posts',
  description:
    'Rows of the table posts that PostgreSQL reads per second: by sequential scans, which read every row there is, and by an index. After fix 1: millions for a few hundred feeds. After fix 2: twenty for each feed, by the index.',
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
    'In how many of 100 scheduling periods a container wanted more CPU than its limit, over the last minute: it comes late, and stays after a load test. Broken: PostgreSQL a little, for logins that are given up. After fix 1: PostgreSQL most, for sorting. After fix 2: neither of both, once the minute has passed.',
  unit: 'percent',
  shape: 'curve',
  only: 'cluster',
  queries: [{ expression: orZero('100 * feed:cpu_throttled:ratio_rate1m'), legend: '{{container}}' }],
};

/** What the database does for each feed, and who runs out of CPU. */
export const database: Panel[] = [feedQueryTime, rowsRead, cpuThrottling];
