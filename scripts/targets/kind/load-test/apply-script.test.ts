// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterAccess } from '../cluster-access.ts';
import { applyScript } from './apply-script.ts';
import { readManifest } from './k6-manifests.ts';

interface JobManifest {
  spec: { template: { spec: { volumes: { configMap?: { name: string; items: { key: string }[] } }[] } } };
}

test('the ConfigMap of the script has the name and the keys that the manifest mounts', async () => {
  const applied: string[] = [];
  const kubectl = async (_: string[], input = '') => String(applied.push(input));
  await applyScript({ kubectl } as unknown as ClusterAccess);
  const { metadata, data } = JSON.parse(String(applied[0]));
  const { volumes } = readManifest<JobManifest>('k6-job.yaml').spec.template.spec;
  const mounted = volumes.find(({ configMap }) => configMap)?.configMap;
  assert.equal(metadata.name, mounted?.name);
  assert.deepEqual(Object.keys(data).toSorted(), mounted?.items.map(({ key }) => key).toSorted());
  assert.match(data['feed.ts'], /export/);
});
