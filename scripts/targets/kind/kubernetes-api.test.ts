// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Pod, whyPodWaits } from './kubernetes-api.ts';

const pod = (status: Omit<Pod['status'], 'phase'>): Pod => ({
  metadata: { name: 'pod' },
  status: { phase: 'Pending', ...status },
});

test('a pod that has no node, no image, or crashes has a problem', () => {
  const message = '0/1 nodes are available: 1 Insufficient cpu.';
  assert.equal(whyPodWaits(pod({ conditions: [{ type: 'PodScheduled', status: 'False', message }] })), message);
  for (const reason of ['ErrImagePull', 'CrashLoopBackOff'])
    assert.equal(whyPodWaits(pod({ containerStatuses: [{ state: { waiting: { reason } } }] })), reason);
});

test('a pod that runs or is starting has no problem', () => {
  assert.equal(whyPodWaits(pod({})), undefined);
  assert.equal(
    whyPodWaits(pod({ containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }, { state: {} }] })),
    undefined,
  );
});
