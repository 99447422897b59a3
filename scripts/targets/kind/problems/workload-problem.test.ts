// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claims, events, recordedPod, refused } from './recorded/recorded.ts';
import { ownsPod, type Workload, workloadProblem } from './workload-problem.ts';

const statefulSet = (name: string): Workload => ({
  kind: 'StatefulSet',
  metadata: { name },
  spec: { replicas: 1 },
  status: {},
});

const refusals = {
  quota: 'exceeded quota: pods, requested: pods=1, used: pods=0, limited: pods=0',
  limits: 'maximum cpu usage per Container is 500m, but limit is 1',
  security: 'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
  policy:
    "ValidatingAdmissionPolicy 'no-latest' with binding 'no-latest' denied request: images must come from registry.example.com",
};

for (const [name, reason] of Object.entries(refusals))
  test(`the problem of a workload without pods is why the cluster refuses them: ${name}`, () => {
    const { deployment, statefulSet, events = [] } = refused[name] ?? {};
    for (const workload of [deployment, statefulSet]) {
      assert.ok(workload);
      const problem = workloadProblem(workload, [], { claims: [], events });
      assert.ok(problem);
      assert.ok(problem.cause.startsWith(`the cluster refuses to create its pod: ${reason}`), problem.cause);
      assert.ok(problem.cause.length < 300);
      assert.equal(problem.look, `describe ${workload.kind.toLowerCase()} ${workload.metadata.name}`);
    }
  });

test('an old refusal is not the problem of a StatefulSet that has its pod', () => {
  const pod = { ...recordedPod('mount'), metadata: { ...recordedPod('pg-huge').metadata } };
  const workload = { ...statefulSet('pg-huge') };
  const old = refused.quota?.events.map((event) => ({
    ...event,
    involvedObject: { kind: 'StatefulSet', name: 'pg-huge' },
  }));
  assert.ok(workloadProblem(workload, [], { claims, events: old ?? [] }));
  assert.equal(workloadProblem(workload, [pod], { claims, events: old ?? [] }), undefined);
});

test('the problem of a pod without its volume is a missing StorageClass, or the lack of a default', () => {
  const problemOf = (name: string) => workloadProblem(statefulSet(name), [recordedPod(name)], { claims, events });
  assert.deepEqual(problemOf('pg-noclass'), {
    cause: 'its volume claim data-pg-noclass-0 is pending: storageclass.storage.k8s.io "nope" not found',
    look: 'get storageclass',
  });
  assert.match(
    String(problemOf('pg-nodefault')?.cause),
    /^its volume claim data-pg-nodefault-0 is pending: it names no StorageClass, and the cluster has no default$/,
  );
});

test('the problem of a pod whose ConfigMap is missing is that a volume cannot be mounted', () => {
  const pod = recordedPod('mount');
  const owned = { ...pod, metadata: { ...pod.metadata, ownerReferences: [{ kind: 'StatefulSet', name: 'pg' }] } };
  assert.deepEqual(workloadProblem(statefulSet('pg'), [owned], { claims, events }), {
    cause: 'a volume cannot be mounted: MountVolume.SetUp failed for volume "script" : configmap "missing" not found',
    look: `describe pod ${pod.metadata.name}`,
  });
});

test('for a pod that crashes, the place to look is the log of its previous run', () => {
  const { look, ofPod } = workloadProblem(statefulSet('pg-huge'), [recordedPod('pg-huge')], { claims, events }) ?? {};
  assert.equal(look, 'logs pg-huge-0 --previous');
  assert.equal(ofPod?.kind, 'crash');
});

test('a workload that is scaled to 0 is reported as such', () => {
  const workload = { ...statefulSet('pg'), spec: { replicas: 0 } };
  assert.equal(workloadProblem(workload, [], { claims, events })?.cause, 'it is scaled to 0 replicas');
});

test("the exporter's pods do not belong to PostgreSQL", () => {
  const pod = (kind: string, name: string) => ({
    ...recordedPod('mount'),
    metadata: { name: `${name}-0`, ownerReferences: [{ kind, name }] },
  });
  const exporter = pod('ReplicaSet', 'feed-lab-postgres-exporter-7594c8b856');
  assert.equal(ownsPod(statefulSet('feed-lab-postgres'), exporter), false);
  assert.equal(ownsPod({ ...statefulSet('feed-lab-postgres'), kind: 'Deployment' }, exporter), false);
  assert.equal(ownsPod({ ...statefulSet('feed-lab-postgres-exporter'), kind: 'Deployment' }, exporter), true);
  assert.equal(ownsPod(statefulSet('feed-lab-postgres'), pod('StatefulSet', 'feed-lab-postgres')), true);
});
