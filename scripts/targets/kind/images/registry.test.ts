// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullName, inRegistry } from './registry.ts';

test('the full name of an image is the one that containerd uses', () => {
  assert.equal(fullName('postgres:17'), 'docker.io/library/postgres:17');
  assert.equal(fullName('grafana/k6:1.8.1'), 'docker.io/grafana/k6:1.8.1');
  assert.equal(fullName('quay.io/prometheus/prometheus:v3'), 'quay.io/prometheus/prometheus:v3');
  assert.equal(fullName('localhost:5000/feed:1'), 'localhost:5000/feed:1');
});

test("an image's registry is replaced, as Docker recognizes it", () => {
  const copy = (image: string) => inRegistry('registry.example.com/me', image);
  assert.equal(copy('quay.io/prometheus/prometheus:v3'), 'registry.example.com/me/prometheus/prometheus:v3');
  assert.equal(copy('localhost/feed:1'), 'registry.example.com/me/feed:1');
  assert.equal(copy('grafana/k6:1.8.1'), 'registry.example.com/me/grafana/k6:1.8.1');
  assert.equal(copy('postgres:17'), 'registry.example.com/me/postgres:17');
  assert.equal(inRegistry('', 'postgres:17'), 'postgres:17');
});
