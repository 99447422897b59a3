import type { Panel } from '../panel.ts';
import { orZero, rate, seriesOf } from '../promql.ts';
import { medianAndP99 } from './median-and-p99.ts';

const connectionsOpened: Panel = {
  id: 'connections-opened',
  title: 'Connections Opened',
  description:
    'Database connections that the API begins to open, per second. Broken: one for each request, hundreds a second. After fix 1: about ten when the load begins, then none.',
  unit: 'per second',
  shape: 'curve',
  queries: [{ expression: orZero(`sum(${rate(seriesOf('api', 'db_connections_opened_total'))})`), legend: 'opened' }],
};

const connectTime: Panel = {
  id: 'connect-time',
  title: 'Time to Connect',
  description:
    'How long it takes to open a database connection, or to give up on it. Broken: most are given up. The limit is 150 ms, but the API is too busy to notice on time, so the curve lies above it. After fix 1 hardly any is opened.',
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
    'Sessions that are open in PostgreSQL at the moment of a look, and how many it takes at most. Broken: hardly any, as most connections are given up before they become a session, and the others live for one query. After fix 1, and after fix 2: about ten while there is load. In the cluster one more is that of the exporter, which does the looking.',
  unit: 'connections',
  shape: 'curve',
  queries: [
    {
      expression: orZero(`sum(${seriesOf('postgres', 'pg_stat_activity_count', 'datname="feed"')})`),
      legend: 'sessions',
    },
    { expression: orZero(`max(${seriesOf('postgres', 'pg_settings_max_connections')})`), legend: 'max_connections' },
  ],
};

/** What becomes of the connections between the API and PostgreSQL. */
export const connections: Panel[] = [connectionsOpened, connectTime, pool, serverSessions];
