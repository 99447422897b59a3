import type { Panel } from '../panel.ts';
import { medianAndP99, orZero, rate, recorded, seriesOf } from '../promql.ts';

const ofPosts = (metric: string) => orZero(`sum(${rate(seriesOf('postgres', metric, 'relname="posts"'))})`);

const feedQueryTime: Panel = {
  id: 'feed-query-time',
  title: 'Feed Query Time',
  description:
    'How long the feed query takes once it has a connection. Broken: few requests get that far. After fix 1: it still sorts every post to return 20, and all requests wait for that. After fix 2: it reads 20 posts, in a fraction of the time.',
  unit: 'seconds',
  shape: 'curve',
  queries: medianAndP99('db_query_duration_seconds', 'query="feed"'),
};

const rowsRead: Panel = {
  id: 'rows-read',
  title: 'Rows Read of posts',
  description:
    'Rows of the table posts that PostgreSQL reads per second: by sequential scans, which read every row, and by an index. After fix 1: millions for a few hundred feeds. After fix 2: twenty for each feed, by the index.',
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
    'Scheduling periods in which a container wanted more CPU than its limit, in percent, over the last minute: the curve rises late and falls late. Broken: PostgreSQL is throttled a little, by logins that are given up. After fix 1: PostgreSQL is throttled most, by sorting. After fix 2: neither is throttled, once the minute has passed.',
  unit: 'percent',
  shape: 'curve',
  only: 'cluster',
  queries: [{ expression: orZero(`100 * ${recorded('feed:cpu_throttled:ratio_rate1m')}`), legend: '{{container}}' }],
};

export const database: Panel[] = [feedQueryTime, rowsRead, cpuThrottling];
