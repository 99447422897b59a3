import type { Panel } from '../panel.ts';
import { medianAndP99, orZero, rate, recorded, seriesOf } from '../promql.ts';

const connectionsOpened: Panel = {
  id: 'connections-opened',
  title: 'Connections Opened',
  description:
    'How many database connections the API opens per second, including those that fail. Compare it with Error Rate and Successful Requests: does it follow one of them, both, or neither?',
  unit: 'per second',
  shape: 'curve',
  queries: [
    {
      expression: orZero(`sum(${rate(seriesOf('api', 'db_client_connection_create_time_seconds_count'))})`),
      legend: 'opened',
    },
  ],
};

const connectTime: Panel = {
  id: 'connect-time',
  title: 'Time to Connect',
  description:
    'How long it takes to open a database connection, or to give up: the median (p50) and the p99. Is that more or less than Feed Query Time? And is it the same with one user as with a hundred?',
  unit: 'seconds',
  shape: 'curve',
  queries: medianAndP99('db_client_connection_create_time_seconds'),
};

const pool: Panel = {
  id: 'pool',
  title: 'Pool',
  description:
    'The API’s connections: used (in use, or being opened) and idle, and the requests that wait for one to be released (pending). Under load, are there as many connections as users, or fewer? Are requests waiting, and is a connection idle at the same time?',
  unit: 'connections',
  shape: 'curve',
  queries: [
    { expression: orZero(recorded('feed:connections:sum')), legend: '{{state}}' },
    { expression: orZero(recorded('feed:pending_requests:sum')), legend: 'pending' },
  ],
};

const serverSessions: Panel = {
  id: 'server-sessions',
  title: 'Sessions in PostgreSQL',
  description:
    'Sessions that are open in PostgreSQL at the time of the scrape, and the most that it allows. Compare it with Pool: how many of the API’s connections have become sessions, and how close do they get to the maximum? One session can be that of the monitoring itself.',
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
