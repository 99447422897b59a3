// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { k6PodSettings, tagOf } from './k6-pod-settings.ts';

const manifestImage = 'grafana/k6:1.8.1';
const image = { registry: 'docker.io', repository: 'grafana/k6', tag: '1.9.0', digest: '', pullPolicy: 'Always' };

test('a release without values for the load test uses the image of the manifest', () => {
  const settings = {
    image: manifestImage,
    imagePullPolicy: 'IfNotPresent',
    imagePullSecrets: [],
    nodeSelector: {},
    tolerations: [],
  };
  assert.deepEqual(k6PodSettings({}, manifestImage), settings);
  assert.deepEqual(k6PodSettings({ global: {}, loadtest: { image: {} } }, manifestImage), settings);
});

test('image, pull policy, pull secrets and placement follow the values of the release', () => {
  const placement = { nodeSelector: { pool: 'load' }, tolerations: [{ key: 'load', operator: 'Exists' }] };
  const imagePullSecrets = [{ name: 'registry' }];
  const values = { global: { imageRegistry: '', imagePullSecrets }, loadtest: { image, ...placement } };
  assert.deepEqual(k6PodSettings(values, manifestImage), {
    image: 'docker.io/grafana/k6:1.9.0',
    imagePullPolicy: 'Always',
    imagePullSecrets,
    ...placement,
  });
});

test('a pull secret may be a name or an object with a name, as in the chart', () => {
  const imagePullSecrets = ['registry', { name: 'mirror' }];
  const settings = k6PodSettings({ global: { imagePullSecrets } }, manifestImage);
  assert.deepEqual(settings.imagePullSecrets, [{ name: 'registry' }, { name: 'mirror' }]);
});

test('a digest takes precedence over a tag, and the global registry over that of the image', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const imageOf = (global: object, loadtest: object) => k6PodSettings({ global, loadtest }, manifestImage).image;
  const mirror = { imageRegistry: '127.0.0.1:5000/mirror' };
  assert.equal(imageOf({}, { image: { ...image, digest } }), `docker.io/grafana/k6@${digest}`);
  assert.equal(imageOf(mirror, { image }), '127.0.0.1:5000/mirror/grafana/k6:1.9.0');
  assert.equal(imageOf(mirror, {}), '127.0.0.1:5000/mirror/grafana/k6:1.8.1');
});

test('the version of k6 is the tag, even if the registry has a port', () => {
  assert.equal(tagOf('127.0.0.1:5000/grafana/k6:1.9.0'), '1.9.0');
  assert.equal(tagOf('127.0.0.1:5000/grafana/k6:1.9.0@sha256:00'), '1.9.0');
  assert.equal(tagOf('127.0.0.1:5000/grafana/k6@sha256:00'), undefined);
});
