import { LabError } from '../../../lib/lab-error.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { Pod } from '../kubernetes-objects.ts';
import { podProblem } from './pod-problem.ts';

/** The error for an API without a ready pod, whether it has pods or not. */
export function noPodIsReady(pods: Pod[], { kubectlHint }: Pick<ClusterAccess, 'kubectlHint'>): LabError {
  const problem = pods.map(podProblem).find(Boolean);
  const reason = problem?.cause ?? (pods.length > 0 ? 'Kubernetes gives no reason' : 'it has no pods');
  return new LabError(
    'crashed',
    `The API has no ready pod (0 of ${pods.length}): ${reason}.`,
    `Check which parts are running: make status; or look at the pods: ${kubectlHint} get pods`,
  );
}
