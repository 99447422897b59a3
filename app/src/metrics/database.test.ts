import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi();

/** Over all series of a histogram. */
async function totalOf(name: string, suffix: 'sum' | 'count'): Promise<number> {
  const { values = [] } = (await context.api.metrics.registry.getSingleMetric(name)?.get()) ?? {};
  const found = values.filter((value) => 'metricName' in value && value.metricName === `${name}_${suffix}`);
  return found.reduce((total, { value }) => total + value, 0);
}

const sumOf = (name: string) => totalOf(name, 'sum');

test('all durations are in seconds, and those of the connection fit into that of the request', async () => {
  const startedAtMs = performance.now();
  await (await fetch(`${context.api.url}/feed`)).arrayBuffer();
  await waitFor(async () => (await sumOf('http_request_duration_seconds')) > 0);
  const elapsed = (performance.now() - startedAtMs) / 1000;
  const connect = await sumOf('db_client_connection_create_time_seconds');
  const wait = await sumOf('db_client_connection_wait_time_seconds');
  const use = await sumOf('db_client_connection_use_time_seconds');
  const query = await sumOf('db_client_operation_duration_seconds');
  const total = await sumOf('http_request_duration_seconds');
  const isPlausible =
    0 < connect && connect <= wait && 0 < query && query <= use && wait + use <= total && total <= elapsed;
  assert.ok(isPlausible, JSON.stringify({ connect, wait, use, query, total, elapsed }));
});

test('what the API itself asks the database is an operation, but not the wait of a request', async () => {
  const count = async () => ({
    waits: await totalOf('db_client_connection_wait_time_seconds', 'count'),
    operations: await totalOf('db_client_operation_duration_seconds', 'count'),
  });
  const before = await count();
  await context.api.database.query({ name: 'ping', text: 'SELECT 1' });
  assert.deepEqual(await count(), { ...before, operations: before.operations + 1 });
});
