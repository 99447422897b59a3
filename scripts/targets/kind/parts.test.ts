// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster } from './cluster.ts';
import { readParts } from './parts.ts';
import { recordedPod } from './problems/recorded/recorded.ts';

/** A cluster in which the pods of two workloads use an image that does not exist. */
const cluster = {
  exists: async () => true,
  mappedPort: async () => undefined,
  access: {
    kubectlHint: 'kubectl',
    async kubectl([, kinds = '']: string[]) {
      const items = ['api', 'postgres'].flatMap((name) => [
        {
          kind: 'StatefulSet',
          metadata: { name: `feed-lab-${name}` },
          spec: { replicas: 1 },
          status: {},
        },
        {
          ...recordedPod('image'),
          kind: 'Pod',
          metadata: { name: `${name}-0`, ownerReferences: [{ kind: 'StatefulSet', name: `feed-lab-${name}` }] },
        },
      ]);
      return JSON.stringify({ items: kinds.startsWith('deployments') ? items : [] });
    },
  },
} as unknown as Cluster;

test('the verb that deploys the API again is named when its image does not exist', async () => {
  const parts = await readParts(cluster);
  const detailOf = (name: string) => parts.find((part) => part.name === name)?.detail ?? '';
  assert.match(detailOf('feed API'), /cannot be pulled .*; see kubectl .*; make apply-fix deploys one that exists$/);
  assert.match(detailOf('PostgreSQL'), /cannot be pulled .*; see kubectl describe pod postgres-0$/);
});
