// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { YAML } from 'zx';
import { kindConfig } from './cluster.ts';

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
