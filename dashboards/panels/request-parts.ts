import type { Panel } from '../panel.ts';
import { type OfEachPart, partsOfRequest } from '../parts-of-request.ts';
import { medianAndP99, orZero, rate, ratio, seriesOf } from '../promql.ts';

/** Seconds per second that requests spent on something. */
const spent = (histogram: string) => `sum(${rate(seriesOf('api', `${histogram}_seconds_sum`))})`;

const requests = `sum(${rate(seriesOf('api', 'http_request_duration_seconds_count'))})`;
const perRequest = (seconds: string) => orZero(ratio(seconds, requests));

const total = spent('http_request_duration');
/** Includes the time to open the connection, if one was opened. */
const wait = spent('db_client_connection_wait_time');
const connect = spent('db_client_connection_create_time');
const query = spent('db_client_operation_duration');
const atLeastZero = (seconds: string) => `((${seconds}) >= 0)`;

const waitForFree = atLeastZero(`${wait} - ${connect}`);

const seconds: OfEachPart<string> = {
  // Not more than the wait: a pool may also open connections that no request is waiting for.
  connect: `(${wait} - (${orZero(waitForFree)}))`,
  wait: waitForFree,
  query,
  rest: atLeastZero(`${total} - ${wait} - ${query}`),
};

export const requestParts: Panel = {
  id: 'request-parts',
  title: 'Where the Time Goes',
  description:
    'The average request, divided into what it spends its time on: opening a database connection, waiting for one that others are using, the query, and everything else, such as Express, JSON and waiting for the CPU. The top of the stack is the average of Response Latency. Which part is the largest? And which one is gone after a fix?',
  unit: 'seconds',
  shape: 'stack',
  queries: partsOfRequest.map(({ part, ...curve }) => ({ ...curve, expression: perRequest(seconds[part]) })),
};

const connectionWait: Panel = {
  id: 'connection-wait',
  title: 'Wait for a Connection',
  description:
    'How long requests wait until they get a database connection, or give up: the median (p50) and the p99. It includes the time to open the connection, if one is opened. Compare it with Feed Query Time: do requests wait longer than they work?',
  unit: 'seconds',
  shape: 'curve',
  queries: medianAndP99('db_client_connection_wait_time_seconds'),
};

export const insideRequest: Panel[] = [requestParts, connectionWait];
