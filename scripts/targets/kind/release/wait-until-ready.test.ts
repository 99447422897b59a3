// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterAccess } from '../cluster-access.ts';
import { waitForOperator } from './wait-until-ready.ts';

const prometheus = 'statefulset/prometheus-feed-lab-monitoring';

/** A cluster in which no operator creates Prometheus; `own` is the deployment of the lab's. */
function waitIn(own?: object): Promise<void> {
  const access = {
    context: 'shared',
    kubectlHint: 'kubectl --context shared',
    helmHint: 'helm --kube-context shared',
    find: async () => own,
    kubectl: async () => '',
    tryKubectl: async () => ({ exitCode: 1, stdout: '', stderr: 'timed out\n' }),
  } as unknown as ClusterAccess;
  return waitForOperator(access, '/elsewhere/chart', prometheus);
}

test("without Prometheus from the cluster's operator, CRDs that are left over are named as a cause", async () => {
  const message = /does not watch the namespace feed-lab, or none runs, and its CRDs are left over/;
  await assert.rejects(waitIn(), { code: 'cluster_failed', message, whatToDo: /get deployments --all-namespaces/ });
});

test('the command that goes on without Prometheus names the chart in the folder of the lab', async () => {
  await assert.rejects(waitIn(), { whatToDo: /upgrade feed-lab \/elsewhere\/chart --reset-then-reuse-values/ });
});

test("without Prometheus from the lab's own operator, its log is named", async () => {
  const whatToDo = /logs deployment\/feed-lab-monitoring-operator/;
  await assert.rejects(waitIn({}), { code: 'cluster_failed', message: /timed out/, whatToDo });
});
