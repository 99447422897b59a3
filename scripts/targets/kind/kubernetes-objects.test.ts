// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReady, type Pod } from './kubernetes-objects.ts';
import { noPodIsReady } from './problems/no-pod-is-ready.ts';
import { recordedPod } from './problems/recorded/recorded.ts';

const pod = (ready: 'True' | 'False', deletionTimestamp?: string): Pod => ({
  metadata: { name: 'feed-lab-api-1', ...(deletionTimestamp && { deletionTimestamp }) },
  spec: { containers: [] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready }] },
});

test('a pod is ready if its condition says so, and it is not being deleted', () => {
  assert.equal(isReady(pod('True')), true);
  assert.equal(isReady(pod('False')), false);
  assert.equal(isReady(pod('True', '2026-01-01T00:00:00Z')), false);
  assert.equal(isReady(recordedPod('big')), false);
});

test('if no pod is ready, the message has the reason why one does not start', () => {
  const access = { kubectlHint: 'kubectl' };
  const { message } = noPodIsReady([pod('False'), recordedPod('big')], access);
  assert.match(message, /^The API has no ready pod \(0 of 2\): its pod cannot be scheduled: .* Insufficient cpu/);
  assert.match(noPodIsReady([], access).message, /: it has no pods\.$/);
});
