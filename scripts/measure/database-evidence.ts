import { type Sample, sumOf } from '../lib/metrics.ts';
import type { DatabaseEvidence } from '../results/result.ts';
import type { AfterLoad } from './wait-for-last-queries.ts';

/** The increase of a counter, which is reset to 0 when its process restarts (as in rate()). */
export function increase(before: Sample[], after: Sample[], name: string, labels: Record<string, string> = {}): number {
  const [from, to] = [sumOf(before, name, labels), sumOf(after, name, labels)];
  return to >= from ? to - from : to;
}

/**
 * What the API's connections did during a load test. Connections in use without queries are held by
 * something else; connections in use when no query runs any more were not released.
 * @param seconds from the first request until `after`, when the last query had ended
 */
export function databaseEvidence(
  before: Sample[],
  { metrics: after, sessions }: AfterLoad,
  seconds: number,
): DatabaseEvidence {
  // Other queries, such as those for a user's posts, take other times.
  const feed = { operation: 'feed' };
  const queries = increase(before, after, 'db_client_operation_duration_seconds_count', feed);
  const feedSeconds = increase(before, after, 'db_client_operation_duration_seconds_sum', feed);
  const connections = (state: string) => sumOf(after, 'db_client_connection_count', { state });
  return {
    queries,
    queryMs: queries > 0 ? (feedSeconds / queries) * 1000 : null,
    queriesAtOnce: increase(before, after, 'db_client_operation_duration_seconds_sum') / seconds,
    connections: connections('used') + connections('idle'),
    connectionsInUse: connections('used'),
    ...(sessions && { sessions }),
  };
}
