// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../../lib/lab-error.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { KubernetesApi } from '../kubernetes-api.ts';
import type { Pod } from '../kubernetes-objects.ts';
import { recordedPod } from '../problems/recorded/recorded.ts';
import { k6Job } from './k6-manifests.ts';
import { requireCompletePods } from './watch-load-test.ts';

/** A load test in a cluster that has these pods. */
function runWith(pods: Pod[]) {
  const api = { pods: async () => pods } as unknown as KubernetesApi;
  const plan = { users: 100, durationSeconds: 30, ratePerSecond: undefined };
  const loadTest = k6Job('k6-refused', plan, {}, {});
  const access = { kubectlHint: 'kubectl' } as ClusterAccess;
  return { api, access, loadTest, signal: new AbortController().signal };
}

async function failureOf(work: Promise<unknown>): Promise<LabError> {
  const error = await work.catch((reason) => reason);
  assert.ok(error instanceof LabError, String(error));
  assert.equal(error.code, 'load_failed');
  return error;
}

test('a pod that exceeded its memory limit, or was evicted, is reported as such', async () => {
  for (const [name, message, advice] of [
    ['oom', /more memory than its limit of 40Mi/, /fewer users.*--distributed/],
    ['evicted', /the node evicted its pod/, /kubectl describe nodes/],
  ] as const) {
    const pod = recordedPod(name);
    const failure = await failureOf(requireCompletePods(runWith([pod]), [pod]));
    assert.match(failure.message, message);
    assert.match(failure.whatToDo, advice);
  }
});

test('a pod that was deleted during the test is reported as such', async () => {
  const { message } = await failureOf(requireCompletePods(runWith([]), [recordedPod('failed')]));
  assert.match(message, /^The pod k6-failed-\w+ was deleted during the load test/);
});

test('what k6 itself complains about is left to its log', async () => {
  const pod = recordedPod('failed');
  assert.deepEqual(await requireCompletePods(runWith([pod]), [pod]), [pod]);
});
