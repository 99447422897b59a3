import { LabError } from '../../../lib/lab-error.ts';
import { waitUntil } from '../../../lib/timing.ts';
import type { Pod } from '../kubernetes-objects.ts';
import { podProblem } from '../problems/pod-problem.ts';
import { podFailure } from './load-failure.ts';
import type { Run } from './wait-for-start.ts';

/** A Job counts its succeeded and failed pods; k6-operator sets the stage of a TestRun. */
interface Status {
  succeeded?: number;
  failed?: number;
  stage?: string;
}

/**
 * Reports what ended a pod from outside: its memory limit, the node, or somebody who deleted it.
 * What k6 itself complains about is in its log.
 * @throws {LabError} `load_failed`
 */
export async function requireCompletePods({ api, access, loadTest }: Run, started: Pod[]): Promise<Pod[]> {
  const pods = await api.pods(loadTest.podSelector);
  const problem = pods.map(podProblem).find((found) => found && found.kind !== 'crash');
  if (problem) throw podFailure(problem, loadTest, access);
  const remaining = new Set(
    pods.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ metadata }) => metadata.name),
  );
  const deleted = started.find(({ metadata }) => !remaining.has(metadata.name));
  if (!deleted) return pods;
  throw new LabError(
    'load_failed',
    `The pod ${deleted.metadata.name} was deleted during the load test, as happens when its node is drained.`,
    'Run the load test again.',
  );
}

/** @throws {LabError} `load_failed` if it does not finish in time */
export async function waitForEnd({ api, access, loadTest, signal }: Run, timeoutMs: number): Promise<void> {
  const { group, resource, name } = loadTest;
  let stage = '';
  const hasEnded = async () => {
    const { status } = await api.read<{ status?: Status }>(group, `${resource}s/${name}`);
    // A failed Job has finished too: the reason for its failure is in its log.
    stage = status?.stage ?? (status?.succeeded || status?.failed ? 'finished' : 'started');
    return ['finished', 'error', 'stopped'].includes(stage);
  };
  await waitUntil(hasEnded, { timeoutMs, intervalMs: 500, signal });
  if (stage === 'finished') return;
  const problem = (await api.pods(loadTest.allPodsSelector)).map(podProblem).find(Boolean);
  if (problem) throw podFailure(problem, loadTest, access);
  throw new LabError(
    'load_failed',
    `The load test ${name} did not finish; its stage is ${stage}.`,
    `Look at it: ${access.kubectlHint} describe ${resource} ${name}`,
  );
}
