import { LabError } from '../../lib/lab-error.ts';
import type { ClusterAccess } from './cluster-access.ts';
import type { Pod } from './kubernetes-api.ts';
import { podProblem } from './pod-problem.ts';

/** The API has pods, or none, and none of them is ready. */
export function noPodIsReady(pods: Pod[], { kubectlHint }: Pick<ClusterAccess, 'kubectlHint'>): LabError {
  const problem = pods.map(podProblem).find(Boolean);
  const reason = problem?.cause ?? (pods.length > 0 ? 'Kubernetes gives no reason' : 'there is none');
  return new LabError(
    'crashed',
    `None of the API's ${pods.length} pods is ready: ${reason}.`,
    `Check which parts are running: make status; or look at the pods: ${kubectlHint} get pods`,
  );
}
