// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterAccess } from '../cluster-access.ts';
import { findConflicts, parseConflicts } from './field-conflicts.ts';

const advice = 'Please review the fields above--they currently have other managers. Here\nare the ways';

// The messages are those of Kubernetes 1.34.
const one = `Apply failed with 1 conflict: conflict with "kubectl-patch" using v1: .spec.ports[port=3000,protocol="TCP"].nodePort
${advice}`;
const several = `Apply failed with 3 conflicts: conflicts with "kubectl" with subresource "scale" using apps/v1:
- .spec.replicas
conflicts with "kubectl-set" using apps/v1:
- .spec.template.spec.containers[name="api"].image
- .spec.template.spec.containers[name="api"].env
${advice}`;
const helms = 'Apply failed with 1 conflict: conflict with "helm" using v1: .data.superuser';

test('a single conflict has its field on the same line', () => {
  const field = 'ports[port=3000,protocol="TCP"].nodePort';
  assert.deepEqual(parseConflicts(one), [{ manager: 'kubectl-patch', field }]);
});

test('several conflicts are listed by manager', () => {
  assert.deepEqual(parseConflicts(several), [
    { manager: 'kubectl', field: 'replicas' },
    { manager: 'kubectl-set', field: 'containers[name="api"].image' },
    { manager: 'kubectl-set', field: 'containers[name="api"].env' },
  ]);
});

test('a manager that uses apply, or a time in the message, makes no difference', () => {
  const message = `Apply failed with 2 conflicts: conflicts with "argocd-controller":
- .data.a.b
conflicts with "kubectl-edit" using v1 at 2026-01-02T03:04:05Z:
- .data
`;
  assert.deepEqual(parseConflicts(message), [
    { manager: 'argocd-controller', field: 'data.a.b' },
    { manager: 'kubectl-edit', field: 'data' },
  ]);
});

test('any other error contains no conflicts', () => {
  assert.deepEqual(parseConflicts('Error from server (Invalid): spec.clusterIP: Invalid value: may not change'), []);
});

test("findConflicts() asks again about each object that was refused, and leaves out Helm's own fields", async () => {
  const manifests = `
apiVersion: v1
kind: Service
metadata: { name: api }
---
# Source: a template that renders nothing
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
---
apiVersion: v1
kind: Secret
metadata: { name: passwords }
`;
  const errors: Record<string, string> = { Deployment: several, Secret: helms };
  const tryKubectl: ClusterAccess['tryKubectl'] = async (_args, input = '') => {
    if (input === manifests) return { exitCode: 1, stdout: 'service/api\n', stderr: several + helms };
    return {
      exitCode: 1,
      stdout: '',
      stderr: errors[JSON.parse(input).kind] ?? assert.fail('asked about the Service'),
    };
  };
  const conflicts = await findConflicts({ tryKubectl } as ClusterAccess, manifests);
  assert.deepEqual(
    conflicts.map(({ manager, object }) => `${manager} ${object}`),
    ['kubectl deployment/api', 'kubectl-set deployment/api', 'kubectl-set deployment/api'],
  );
});
