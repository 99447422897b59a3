// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadTestImages } from './load-test-images.ts';

const image = { registry: 'docker.io', repository: 'grafana/k6', tag: '1.9.0' };
const values = { global: { imageRegistry: 'registry.example.com' }, loadtest: { image } };

test("the release's k6 is delivered, named where it comes from", () => {
  assert.deepEqual(loadTestImages(values, { distributed: false }), ['docker.io/grafana/k6:1.9.0']);
});

test('for distributed load tests, the image that starts them is delivered, too', () => {
  const [k6, starter] = loadTestImages(values, { distributed: true });
  assert.equal(k6, 'docker.io/grafana/k6:1.9.0');
  assert.match(starter ?? '', /^ghcr\.io\/grafana\/k6-operator:starter-/);
});
