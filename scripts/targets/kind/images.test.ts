import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullName } from './images.ts';

test('an image has the name under which containerd keeps it', () => {
  assert.equal(fullName('postgres:17'), 'docker.io/library/postgres:17');
  assert.equal(fullName('grafana/k6:1.8.1'), 'docker.io/grafana/k6:1.8.1');
  assert.equal(fullName('quay.io/prometheus/prometheus:v3'), 'quay.io/prometheus/prometheus:v3');
  assert.equal(fullName('localhost:5000/feed:1'), 'localhost:5000/feed:1');
});
