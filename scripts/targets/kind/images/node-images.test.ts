// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainImageName } from './images.ts';
import { containerdName } from './node-images.ts';

test('containerdName() returns the full name that containerd uses for an image', () => {
  assert.equal(containerdName('postgres:17'), 'docker.io/library/postgres:17');
  assert.equal(containerdName('grafana/k6:1.8.1'), 'docker.io/grafana/k6:1.8.1');
  assert.equal(containerdName('quay.io/prometheus/prometheus:v3'), 'quay.io/prometheus/prometheus:v3');
  assert.equal(containerdName('localhost:5000/feed:1'), 'localhost:5000/feed:1');
});

test('the plain name of an image omits the hash of its content', () => {
  const api = { registry: '', repository: 'feed-lab/api', tag: 'fixed-0123456789ab' };
  assert.equal(plainImageName(api), 'feed-lab/api:fixed');
  const migrator = { registry: 'localhost:5000/me', repository: 'feed-lab/migrator', tag: 'latest-0123456789ab' };
  assert.equal(plainImageName(migrator), 'localhost:5000/me/feed-lab/migrator:latest');
});
