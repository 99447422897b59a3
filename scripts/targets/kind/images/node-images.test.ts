// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterAccess } from '../cluster-access.ts';
import { plainImageName } from './images.ts';
import { listNodeImages } from './node-images.ts';

test('the plain name of an image omits the hash of its content', () => {
  const api = { registry: '', repository: 'feed-lab/api', tag: 'fixed-0123456789ab' };
  assert.equal(plainImageName(api), 'feed-lab/api:fixed');
  const migrator = { registry: 'localhost:5000/me', repository: 'feed-lab/migrator', tag: 'latest-0123456789ab' };
  assert.equal(plainImageName(migrator), 'localhost:5000/me/feed-lab/migrator:latest');
});

test('the node is waited for while kind pulls its image, however long that takes', async (context) => {
  context.mock.timers.enable({ apis: ['Date'] });
  let attempts = 0;
  const absent = { exitCode: 1, stderr: 'Error response from daemon: No such container: feed-lab-control-plane' };
  const access = {
    async tryDocker() {
      attempts += 1;
      context.mock.timers.tick(3_600_000);
      return attempts < 3 ? absent : { exitCode: 0, stderr: '' };
    },
    docker: async () => 'registry.k8s.io/pause:3.10\n',
  } as unknown as ClusterAccess;
  assert.ok((await listNodeImages(access)).has('registry.k8s.io/pause:3.10'));
  assert.equal(attempts, 3);
});

test('the wait for the node ends when the creation of the cluster fails', async () => {
  const failed = new AbortController();
  const tryDocker = async () => ({ exitCode: 1, stderr: 'Error: No such container: feed-lab-control-plane' });
  const access = { tryDocker, signal: failed.signal } as unknown as ClusterAccess;
  const waiting = listNodeImages(access);
  failed.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
});
