// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { YAML } from 'zx';
import { kindConfig } from './cluster.ts';
import { imagesIn } from './installation.ts';

test("the test's cluster maps no port of the host, and does not have the name of the lab's", () => {
  const config = YAML.parse(kindConfig(''));
  assert.equal(config.name, 'feed-lab-release');
  assert.match(config.nodes[0].image, /^kindest\/node:v/);
  assert.deepEqual(Object.keys(config.nodes[0]), ['role', 'image']);
});

test("kubelet gets Docker's credentials, and the node image can be replaced", () => {
  const [node] = YAML.parse(kindConfig('example/node:v1', '/home/me/.docker/config.json')).nodes;
  assert.equal(node.image, 'example/node:v1');
  assert.deepEqual(node.extraMounts, [
    { hostPath: '/home/me/.docker/config.json', containerPath: '/var/lib/kubelet/config.json', readOnly: true },
  ]);
});

test('the images of manifests are found, once each, quoted or in an argument', () => {
  const manifests = `
      containers:
        - image: "docker.io/library/postgres:17"
          args: [--prometheus-config-reloader=quay.io/x/reloader:v1]
        - name: api
          image: ghcr.io/feed-lab/api:broken
            - --prometheus-config-reloader=quay.io/x/reloader:v1
      initContainers:
        - name: wait
          image: ghcr.io/feed-lab/api:broken`;
  assert.deepEqual(imagesIn(manifests.replace('args: [', '').replace('v1]', 'v1')), [
    'docker.io/library/postgres:17',
    'quay.io/x/reloader:v1',
    'ghcr.io/feed-lab/api:broken',
  ]);
});
