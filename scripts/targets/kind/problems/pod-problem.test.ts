// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod } from '../kubernetes-objects.ts';
import { podProblem } from './pod-problem.ts';
import { recordedPod } from './recorded/recorded.ts';

const problems = {
  oom: ['out of memory', 'it needed more memory than its limit of 40Mi (OOMKilled)'],
  evicted: ['evicted', 'the node evicted its pod: Usage of EmptyDir volume "x" exceeds the limit "5Mi".'],
  big: [
    'unschedulable',
    'its pod cannot be scheduled: 0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory',
  ],
  selector: [
    'unschedulable',
    "its pod cannot be scheduled: 0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector",
  ],
  image: [
    'image',
    'the image grafana/k6:nope cannot be pulled (dial tcp: lookup registry-1.docker.io on 172.18.0.1:53: no such host)',
  ],
  never: ['image', 'the image grafana/k6:nope is not on the node, and its pull policy is Never'],
  invalid: ['image', '"Grafana/k6::1" is not a valid image name'],
  config: ['container', 'its container cannot be created (secret "missing" not found)'],
  runerror: [
    'container',
    /^its container cannot be started \(.*exec: "\/nope": stat \/nope: no such file or directory/,
  ],
  failed: ['crash', 'it ended with exit code 107'],
  'pg-huge': ['crash', 'it ended with exit code 1, after every restart'],
} as const;

for (const [name, [kind, cause]] of Object.entries(problems))
  test(`the problem of a recorded pod is recognized: ${kind} (${name})`, () => {
    const pod = recordedPod(name);
    const problem = podProblem(pod);
    assert.equal(problem?.kind, kind);
    assert.equal(problem?.pod, pod.metadata.name);
    if (typeof cause === 'string') assert.equal(problem?.cause, cause);
    else assert.match(String(problem?.cause), cause);
  });

test("an image that cannot be pulled is reported with the registry's error", () => {
  const pod = structuredClone(recordedPod('image'));
  const waiting = pod.status.containerStatuses?.[0]?.state.waiting;
  assert.ok(waiting);
  waiting.message = `Back-off pulling image "grafana/k6:nope": ErrImagePull: ${waiting.message}`;
  waiting.reason = 'ImagePullBackOff';
  assert.equal(podProblem(pod)?.cause, problems.image[1]);
});

test('a pod that is starting, running, has succeeded, or is being deleted has no problem', () => {
  const pod = (status: Pod['status']): Pod => ({
    metadata: { name: 'pod' },
    spec: { containers: [{ name: 'k6', image: 'grafana/k6:1.8.1' }] },
    status,
  });
  assert.equal(podProblem(pod({ phase: 'Pending' })), undefined);
  assert.equal(podProblem(recordedPod('mount')), undefined, 'ContainerCreating');
  assert.equal(podProblem(pod({ phase: 'Running', containerStatuses: [{ name: 'k6', state: {} }] })), undefined);
  const succeeded = { terminated: { reason: 'Completed', exitCode: 0 } };
  assert.equal(
    podProblem(pod({ phase: 'Succeeded', containerStatuses: [{ name: 'k6', state: succeeded }] })),
    undefined,
  );
  const oom = recordedPod('oom');
  assert.equal(
    podProblem({ ...oom, metadata: { ...oom.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }),
    undefined,
  );
});
