// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Pod, podProblem } from './kubernetes-api.ts';

const pod = (status: Omit<Pod['status'], 'phase'>): Pod => ({
  metadata: { name: 'pod' },
  status: { phase: 'Pending', ...status },
});

test('a pod that has no node or image, or that crashes, has a problem', () => {
  const message = '0/1 nodes are available: 1 Insufficient cpu.';
  assert.equal(podProblem(pod({ conditions: [{ type: 'PodScheduled', status: 'False', message }] })), message);
  for (const reason of ['ErrImagePull', 'CrashLoopBackOff'])
    assert.equal(podProblem(pod({ containerStatuses: [{ state: { waiting: { reason } } }] })), reason);
});

test('a pod that is running or starting has no problem', () => {
  assert.equal(podProblem(pod({})), undefined);
  assert.equal(
    podProblem(pod({ containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }, { state: {} }] })),
    undefined,
  );
});
