import { requestParts } from '../../dashboards/panels/request-parts.ts';
import { rate, seriesOf } from '../../dashboards/promql.ts';
import { formatMilliseconds } from '../../scripts/lib/format.ts';
import { sum } from '../../scripts/lib/numbers.ts';
import { check } from './context.ts';
import { checkCount, queryOver, queryPanel, sumPanel, type Window } from './panels.ts';

const parts = requestParts.queries.map(({ legend }) => legend);
/** The parts are measured separately: together, they show what is missing or counted twice. */
const tolerance = 0.02;

async function countOf(metric: string, window: Window): Promise<number> {
  const [sample] = await queryOver(`sum(${rate(seriesOf('api', metric))})`, window);
  return Number(sample?.value) * window.seconds;
}

/** Checks that the parts of a request add up to its duration, and that each request has a wait. */
export async function checkRequestParts(window: Window): Promise<void> {
  const seconds = await Promise.all(parts.map((_, query) => sumPanel('request-parts', query, window)));
  const [mean] = await queryPanel('response-latency', 0, window);
  const shown = seconds.map((part, index) => `${parts[index]} ${formatMilliseconds(part * 1000)}`).join(', ');
  const total = mean?.value ?? Number.NaN;
  check(
    `Where the Time Goes: ${shown}; together ${formatMilliseconds(sum(seconds) * 1000)} of ${formatMilliseconds(total * 1000)}`,
    Math.abs(sum(seconds) - total) <= total * tolerance,
  );
  const requests = await countOf('http_request_duration_seconds_count', window);
  checkCount('Waits for a connection', await countOf('db_client_connection_wait_time_seconds_count', window), requests);
}
