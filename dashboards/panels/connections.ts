import type { Panel } from '../panel.ts';
import { medianAndP99, orZero, rate, recorded, seriesOf } from '../promql.ts';

const connectionsOpened: Panel = {
  id: 'connections-opened',
  title: 'Connections Opened',
  description:
    'Database connections that the API starts to open, per second. Broken: one for each request, hundreds a second. After fix 1: about ten when the load begins, then none.',
  unit: 'per second',
  shape: 'curve',
  queries: [{ expression: orZero(`sum(${rate(seriesOf('api', 'db_connections_opened_total'))})`), legend: 'opened' }],
};

const connectTime: Panel = {
  id: 'connect-time',
  title: 'Time to Connect',
  description:
    'How long it takes to open a database connection, or to give up. Broken: most attempts are given up. The limit is 150 ms, but the API is too busy to notice in time, so the curve is above it. After fix 1: hardly any connections are opened.',
  unit: 'seconds',
  shape: 'curve',
  queries: medianAndP99('db_connect_duration_seconds'),
};

const pool: Panel = {
  id: 'pool',
  title: 'Pool',
  description:
    'The API’s connections: active (in use, or being opened), idle, and requests that wait for one. Broken: a hundred pools of one connection each. After fix 1: ten active, and about ninety of the hundred users waiting. After fix 2: the queue moves much faster.',
  unit: 'connections',
  shape: 'curve',
  queries: [{ expression: orZero(recorded('feed:pool_connections:sum')), legend: '{{state}}' }],
};

const serverSessions: Panel = {
  id: 'server-sessions',
  title: 'Sessions in PostgreSQL',
  description:
    'Open sessions in PostgreSQL at the time of the scrape, and their maximum. Broken: hardly any, because most connections are given up before they become a session, and the others last for one query. After fix 1 and after fix 2: about ten under load. In the cluster there is one more, that of the exporter that counts them.',
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

export const connections: Panel[] = [connectionsOpened, connectTime, pool, serverSessions];
