// Timed: limits for a start are compared with a slow pull.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../../lib/lab-error.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { KubernetesApi } from '../kubernetes-api.ts';
import type { ClusterEvent, Pod } from '../kubernetes-objects.ts';
import { recordedPod, refused } from '../problems/recorded/recorded.ts';
import { k6Job } from './k6-manifests.ts';
import { waitForStart } from './wait-for-start.ts';

const limits = { startTimeoutMs: 2000, pullTimeoutMs: 10_000, obstacleTimeoutMs: 3000, intervalMs: 10 };

interface Cluster {
  pods: (elapsedMs: number) => Pod[];
  events?: (elapsedMs: number) => ClusterEvent[];
}

/** Waits for a load test in this cluster. */
async function startIn({ pods, events = () => [] }: Cluster) {
  const startedAt = Date.now();
  const elapsedMs = () => Date.now() - startedAt;
  let looks = 0;
  const readPods = async () => {
    looks += 1;
    return pods(elapsedMs());
  };
  const api = { pods: readPods, events: async () => events(elapsedMs()) };
  const plan = { users: 100, durationSeconds: 30, ratePerSecond: undefined };
  const run = {
    api: api as unknown as KubernetesApi,
    access: { kubectlHint: 'kubectl' } as ClusterAccess,
    loadTest: k6Job('k6-refused', plan, {}, {}),
    signal: new AbortController().signal,
  };
  const outcome = await waitForStart(run, limits).catch((reason) => reason);
  return { outcome, tookMs: elapsedMs(), looks };
}

async function failureIn(cluster: Cluster): Promise<LabError & { tookMs: number; looks: number }> {
  const { outcome, ...course } = await startIn(cluster);
  assert.ok(outcome instanceof LabError, String(outcome));
  assert.equal(outcome.code, 'load_failed');
  return Object.assign(outcome, course);
}

const creating = recordedPod('mount');
const running: Pod = { ...creating, status: { phase: 'Running' } };
const { name } = creating.metadata;
const event = (reason: string, message: string, second: number): ClusterEvent => ({
  involvedObject: { kind: 'Pod', name },
  reason,
  message,
  lastTimestamp: `2026-01-01T00:00:0${second}Z`,
});
const scheduled = event('Scheduled', 'Successfully assigned', 0);
const pulling = event('Pulling', 'Pulling image "grafana/k6:1.8.1"', 1);
const pulled = event('Pulled', 'Successfully pulled image "grafana/k6:1.8.1"', 2);

test('a load test waits for a slow pull, and then as long as without one', async () => {
  const { outcome } = await startIn({
    pods: (elapsedMs) => [elapsedMs < 4000 ? creating : running],
    events: (elapsedMs) => (elapsedMs < 3000 ? [scheduled, pulling] : [scheduled, pulling, pulled]),
  });
  assert.deepEqual(outcome, [running]);
});

test('a pull that takes too long is named as the reason', async () => {
  const { message, tookMs } = await failureIn({ pods: () => [creating], events: () => [scheduled, pulling] });
  assert.match(message, /did not start within 1\d\.\d s: the image grafana\/k6:1\.8\.1 is being pulled\.$/);
  assert.ok(tookMs >= limits.pullTimeoutMs);
});

test('a pod that does not start after its pull fails with what else Kubernetes reports', async () => {
  const mount = event('FailedMount', 'configmap "k6-feed" not found', 3);
  const { message, tookMs } = await failureIn({ pods: () => [creating], events: () => [pulling, pulled, mount] });
  assert.match(message, /: configmap "k6-feed" not found\.$/);
  assert.ok(tookMs < limits.pullTimeoutMs);
  assert.match((await failureIn({ pods: () => [creating] })).message, /: Kubernetes gives no reason\.$/);
});

test('a pull that fails at first may succeed later', async () => {
  const missing = recordedPod('image');
  const { outcome } = await startIn({ pods: (elapsedMs) => [elapsedMs < 1500 ? missing : running] });
  assert.deepEqual(outcome, [running]);
});

test('a load test whose image stays missing fails, with advice', async () => {
  const { message, whatToDo, tookMs } = await failureIn({ pods: () => [recordedPod('image')] });
  assert.match(message, /^The load test cannot run: the image grafana\/k6:nope cannot be pulled/);
  assert.match(whatToDo, /loadtest\.image.*global\.imagePullSecrets.*make cluster-up/);
  assert.ok(tookMs >= limits.obstacleTimeoutMs);
});

test('a load test whose configuration is wrong fails at once', async () => {
  const { message, whatToDo, looks } = await failureIn({ pods: () => [recordedPod('config')] });
  assert.match(message, /secret "missing" not found/);
  assert.match(whatToDo, /describe pod k6-config-/);
  assert.equal(looks, 1);
});

test('a load test whose pod the cluster refuses fails at once, with the rule', async () => {
  for (const rule of ['quota', 'limits', 'security'] as const) {
    const { message, whatToDo, looks } = await failureIn({
      pods: () => [],
      events: () => refused[rule]?.events ?? [],
    });
    assert.match(
      message,
      /^The load test cannot run: the cluster refuses to create its pod: (?:exceeded|maximum|violates)/,
    );
    assert.match(whatToDo, /describe resourcequota,limitrange/);
    assert.equal(looks, 1);
  }
});

test('a pod that has ended counts as started: what k6 complains about is in its log', async () => {
  const pod = recordedPod('failed');
  assert.deepEqual((await startIn({ pods: () => [pod] })).outcome, [pod]);
});
