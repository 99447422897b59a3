// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../../lib/lab-error.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { KubernetesApi, Pod } from '../kubernetes-api.ts';
import type { ClusterEvent } from '../problems/events.ts';
import { recordedPod, refused } from '../problems/recorded/recorded.ts';
import { k6Job } from './k6-manifests.ts';
import { requireCompletePods, waitForStart } from './watch-load-test.ts';

/** A load test in a cluster that has these pods and events. */
function runWith(pods: Pod[], events: ClusterEvent[] = []) {
  const api = { pods: async () => pods, events: async () => events } as unknown as KubernetesApi;
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

test('a load test whose image or configuration is wrong fails at once, with advice', async () => {
  const image = await failureOf(waitForStart(runWith([recordedPod('image')])));
  assert.match(image.message, /^The load test cannot run: the image grafana\/k6:nope cannot be pulled/);
  assert.match(image.whatToDo, /loadtest\.image.*global\.imagePullSecrets.*make cluster-up/);
  const config = await failureOf(waitForStart(runWith([recordedPod('config')])));
  assert.match(config.message, /secret "missing" not found/);
  assert.match(config.whatToDo, /describe pod k6-config-/);
});

test('a load test whose pod the cluster refuses fails at once, with the rule', async () => {
  for (const name of ['quota', 'limits', 'security'] as const) {
    const { message, whatToDo } = await failureOf(waitForStart(runWith([], refused[name]?.events)));
    assert.match(
      message,
      /^The load test cannot run: the cluster refuses to create its pod: (?:exceeded|maximum|violates)/,
    );
    assert.match(whatToDo, /describe resourcequota,limitrange/);
  }
});

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
  assert.deepEqual(await waitForStart(runWith([pod])), [pod]);
  assert.deepEqual(await requireCompletePods(runWith([pod]), [pod]), [pod]);
});
