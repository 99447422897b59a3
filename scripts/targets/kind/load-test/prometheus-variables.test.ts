// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterAccess } from '../cluster-access.ts';
import { prometheusVariables } from './prometheus-variables.ts';

const clusterWith = (found: object | undefined) => ({ find: async () => found }) as unknown as ClusterAccess;

test('k6 writes to Prometheus only if the cluster has it', async () => {
  const { K6_OUT, K6_PROMETHEUS_RW_SERVER_URL } = await prometheusVariables(clusterWith({}));
  assert.equal(K6_OUT, 'experimental-prometheus-rw');
  assert.equal(K6_PROMETHEUS_RW_SERVER_URL, 'http://feed-lab-monitoring-prometheus:9090/api/v1/write');
  assert.deepEqual(await prometheusVariables(clusterWith(undefined)), {});
});
