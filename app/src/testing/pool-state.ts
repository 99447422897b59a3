import type { TestApi } from './use-test-api.ts';

/** The connections of the API by state, and the requests that wait for one, from its metrics. */
export async function poolState({ metrics }: TestApi): Promise<{ used: number; idle: number; pending: number }> {
  const read = async (name: string, labels = {}) => {
    const { values = [] } = (await metrics.registry.getSingleMetric(name)?.get()) ?? {};
    const found = values.find((value) => JSON.stringify(value.labels) === JSON.stringify(labels));
    return found?.value ?? Number.NaN;
  };
  return {
    used: await read('db_client_connection_count', { state: 'used' }),
    idle: await read('db_client_connection_count', { state: 'idle' }),
    pending: await read('db_client_connection_pending_requests'),
  };
}
