import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullName, plainName } from './images.ts';

test('an image has the name under which containerd keeps it', () => {
  assert.equal(fullName('postgres:17'), 'docker.io/library/postgres:17');
  assert.equal(fullName('grafana/k6:1.8.1'), 'docker.io/grafana/k6:1.8.1');
  assert.equal(fullName('quay.io/prometheus/prometheus:v3'), 'quay.io/prometheus/prometheus:v3');
  assert.equal(fullName('localhost:5000/feed:1'), 'localhost:5000/feed:1');
});

test('people name an image without the hash of its content', () => {
  assert.equal(plainName({ repository: 'feed-lab/api', tag: 'fixed-0123456789ab' }), 'feed-lab/api:fixed');
  assert.equal(plainName({ repository: 'feed-lab/migrator', tag: 'latest-0123456789ab' }), 'feed-lab/migrator:latest');
});
