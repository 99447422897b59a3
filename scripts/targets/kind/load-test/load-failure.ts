import { LabError } from '../../../lib/lab-error.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import { refusal } from '../problems/events.ts';
import type { PodProblem } from '../problems/pod-problem.ts';
import type { K6LoadTest } from './k6-manifests.ts';

const lessLoad = 'Run fewer users (USERS=) or fewer seconds (DURATION=)';

/** What to do about each kind of problem of a pod of the load test. */
function adviceFor({ kind, pod }: PodProblem, { settings }: K6LoadTest, { kubectlHint }: ClusterAccess): string {
  switch (kind) {
    case 'unschedulable':
      return `${lessLoad}, or free resources; the requests of all pods: kubectl describe nodes`;
    case 'image':
      return `Correct the name (loadtest.image of the release) or the credentials (global.imagePullSecrets), or load ${settings.image} onto the nodes: make cluster-up`;
    case 'out of memory':
      return `${lessLoad}, or divide the users among pods (ARGS="--distributed N"). If this plan should fit, the estimate in scripts/targets/kind/load-test/k6-resources.ts is too low.`;
    case 'evicted':
      return `See what the node lacks: kubectl describe nodes. Then ${lessLoad[0]?.toLowerCase()}${lessLoad.slice(1)}, or try again.`;
    case 'container':
      return `Look at it: ${kubectlHint} describe pod ${pod}`;
    case 'crash':
      return `Read its log: ${kubectlHint} logs ${pod}`;
  }
}

/** A problem of a pod of the load test, as an error that says what to do. */
export function podFailure(problem: PodProblem, loadTest: K6LoadTest, access: ClusterAccess): LabError {
  return new LabError(
    'load_failed',
    `The load test cannot run: ${problem.cause}.`,
    adviceFor(problem, loadTest, access),
  );
}

/** The cluster created no pod: a quota, a LimitRange, Pod Security, an admission webhook. */
export function refusedFailure(message: string, { resource }: K6LoadTest, { kubectlHint }: ClusterAccess): LabError {
  return new LabError(
    'load_failed',
    `The load test cannot run: ${refusal(message)}.`,
    `If the pod is too large, use fewer users (USERS=). The namespace's limits: ${kubectlHint} describe resourcequota,limitrange. The pod's manifest: k8s/k6-${resource === 'job' ? 'job' : 'test-run'}.yaml`,
  );
}
