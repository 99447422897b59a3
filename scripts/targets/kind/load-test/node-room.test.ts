// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Node, type Placement, podsThatFit, roomOnNodes, type ScheduledPod } from './node-room.ts';

const gibibyte = 2 ** 30;
const node = (name: string, spec: Node['spec'] = {}, labels = {}): Node => ({
  metadata: { name, labels },
  spec,
  status: { allocatable: { cpu: '2', memory: '4Gi' } },
});
const container = (cpu: string, memory: string, restartPolicy = '') => ({
  resources: { requests: { cpu, memory } },
  restartPolicy,
});
const freeOn = (nodes: Node[], pods: ScheduledPod[] = [], placement: Placement = {}) =>
  roomOnNodes(nodes, pods, placement).map(({ name, free }) => [name, free.cpu, free.memory / gibibyte]);

test("the requests of a node's pods are subtracted from its allocatable resources", () => {
  const pods: ScheduledPod[] = [
    { metadata: {}, spec: { nodeName: 'a', containers: [container('250m', '1Gi'), container('250m', '512Mi'), {}] } },
    { metadata: {}, spec: { nodeName: 'b', containers: [container('1', '1Gi')] } },
    { metadata: {}, spec: { containers: [container('1', '1Gi')] } },
    {
      metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
      spec: { nodeName: 'a', containers: [container('1', '1Gi')] },
    },
  ];
  assert.deepEqual(freeOn([node('a'), node('b')], pods), [
    ['a', 1.5, 2.5],
    ['b', 1, 3],
  ]);
});

test('the largest init container counts, and a sidecar counts as a container', () => {
  const initContainers = [container('1', '3Gi'), container('100m', '1Gi', 'Always')];
  const pod: ScheduledPod = {
    metadata: {},
    spec: { nodeName: 'a', containers: [container('500m', '1Gi')], initContainers },
  };
  assert.deepEqual(freeOn([node('a')], [pod]), [['a', 1, 1]]);
});

test('a node counts only if the pod may run on it', () => {
  const nodes = [
    node('cordoned', { unschedulable: true }),
    node('tainted', { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] }),
    node('preferred', { taints: [{ key: 'x', effect: 'PreferNoSchedule' }] }),
    node('load', {}, { pool: 'load' }),
  ];
  const names = (placement: Placement) => freeOn(nodes, [], placement).map(([name]) => name);
  assert.deepEqual(names({}), ['preferred', 'load']);
  assert.deepEqual(names({ nodeSelector: { pool: 'load' } }), ['load']);
  for (const toleration of [{ operator: 'Exists' }, { key: 'gpu', operator: 'Exists' }, { key: 'gpu', value: 'yes' }])
    assert.deepEqual(names({ tolerations: [toleration] }), ['tainted', 'preferred', 'load']);
  assert.deepEqual(names({ tolerations: [{ key: 'gpu', value: 'no' }] }), ['preferred', 'load']);
});

test('as many pods fit as the scarcer resource of each node allows', () => {
  const nodes = roomOnNodes([node('a'), node('b')], [], {});
  assert.equal(podsThatFit(nodes, { cpu: 0.5, memory: 0.5 * gibibyte }), 8);
  assert.equal(podsThatFit(nodes, { cpu: 0.1, memory: 3 * gibibyte }), 2);
  assert.equal(podsThatFit(nodes, { cpu: 3, memory: gibibyte }), 0);
});
