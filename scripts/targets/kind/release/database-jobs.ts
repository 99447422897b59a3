import { setTimeout as wait } from 'node:timers/promises';
import { isSeedText } from '../../../../db-migrations/src/seed-pace.ts';
import { LabError } from '../../../lib/lab-error.ts';
import { blockedError } from '../../explain-blocked.ts';
import { type ClusterAccess, selectorOf } from '../cluster-access.ts';
import { type KubernetesApi, withKubernetesApi } from '../kubernetes-api.ts';
import type { Pod } from '../kubernetes-objects.ts';
import { latestMessage, pullInProgress, refusal } from '../problems/events.ts';
import { gracePeriod, obstacleTimeoutMs } from '../problems/grace.ts';
import { podProblem } from '../problems/pod-problem.ts';

interface Job {
  metadata: { name: string };
  status: { conditions?: { type: string; status: string }[] };
}

/** Whether a Job has this condition. */
function hasCondition(type: 'Complete' | 'Failed', { status }: Job): boolean {
  return status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}

const selector = selectorOf('database');
/**
 * The longest time without progress. A large seed takes longer, but logs every few seconds; the
 * longest steps that log nothing are its VACUUM and the index build.
 */
const stallTimeoutMs = 10 * 60_000;
const intervalMs = 500;

/**
 * Kubernetes does not rerun a failed Job, and the same values would create one of the same name.
 */
export async function deleteFailedJobs(access: ClusterAccess): Promise<void> {
  const jobs = await access.kubectl(['get', 'jobs', '--selector', selector, '--output', 'json']);
  const { items } = JSON.parse(jobs) as { items: Job[] };
  const failed = items.filter((job) => hasCondition('Failed', job)).map(({ metadata }) => metadata.name);
  if (failed.length > 0) await access.kubectl(['delete', 'job', ...failed]);
}

/** What to do about a message in a Job's log. */
const advices: [message: RegExp, advice: string][] = [
  [
    /password authentication failed for user "postgres"/,
    'The volume keeps the passwords of its first start, and the Secret has different ones. Restore the original ones (auth.existingSecret), or start with an empty volume: make cluster-down, then make cluster-up',
  ],
  [
    /No space left on device/,
    'The disk with the volume is full. The posts so far are kept: free some space on the node, or choose fewer posts, then continue: make cluster-up',
  ],
];

/** The error for a failed Job, with the cause of the failure. */
async function failureOf(api: KubernetesApi, access: ClusterAccess, job: string): Promise<LabError> {
  const look = `Look at it: ${access.kubectlHint} describe job ${job}`;
  const pods = await api.pods(`job-name=${job}`);
  const problem = pods.map(podProblem).findLast((found) => found && found.kind !== 'crash');
  if (problem) return new LabError('cluster_failed', `The Job ${job} has failed: ${problem.cause}.`, look);
  const log = await access
    .kubectl(['logs', `job/${job}`, '--tail', '5'])
    .catch(() => '(the log is no longer available)');
  const [, message, whatToDo] = /^(Gave up after waiting .*)\n(.*)$/m.exec(log) ?? [];
  if (message && whatToDo) return blockedError({ message, whatToDo }, 'kind');
  const [, advice = look] = advices.find(([message]) => message.test(log)) ?? [];
  return new LabError('cluster_failed', `The Job ${job} has failed. Its log ends with:\n${log.trim()}`, advice);
}

/** Why a Job's pod does not start, as reported by Kubernetes; undefined if it starts. */
async function obstacleOf(api: KubernetesApi, { metadata: { name } }: Job): Promise<string | undefined> {
  const pods = await api.pods(`job-name=${name}`);
  const problem = pods.map(podProblem).find((found) => found?.kind === 'image' || found?.kind === 'container');
  if (problem) return problem.cause;
  const refused =
    pods.length === 0 && latestMessage(await api.events('Job', name), { kind: 'Job', name }, 'FailedCreate');
  return refused ? refusal(refused) : undefined;
}

/** The image that a node is pulling for one of the pods, as a clause. */
async function pullOf(api: KubernetesApi, pods: Pod[]): Promise<string | undefined> {
  const names = pods.filter(({ status }) => status.phase === 'Pending').map(({ metadata }) => metadata.name);
  const pulls = await Promise.all(names.map(async (name) => pullInProgress(await api.events('Pod', name), name)));
  return pulls.find(Boolean);
}

/** The last line of a running pod's log; '' if it is not running. */
async function lastLine(api: KubernetesApi, pod: Pod): Promise<string> {
  return pod.status.phase === 'Running' ? (await api.log(pod, 1)).trim() : '';
}

/** The seed's progress, or who is in the way. Other lines matter only if the Job fails. */
function progressIn(lines: string[]): string | undefined {
  const waiting = lines.find((line) => line.startsWith('waiting for session '));
  if (waiting) return waiting;
  return lines.find(isSeedText);
}

/** Like waitForJobs(), with the Kubernetes API. Tests pass shorter limits. */
export async function followJobs(
  api: KubernetesApi,
  access: ClusterAccess,
  onProgress: (text: string) => void,
  limits = { stallTimeoutMs, obstacleTimeoutMs, intervalMs },
): Promise<void> {
  let [seen, seenAt] = ['', Date.now()];
  const hasPersisted = gracePeriod(limits.obstacleTimeoutMs);
  for (;;) {
    const path = `jobs?labelSelector=${encodeURIComponent(selector)}`;
    const { items: jobs } = await api.read<{ items: Job[] }>('apis/batch/v1', path);
    const failed = jobs.find((job) => hasCondition('Failed', job));
    if (failed) throw await failureOf(api, access, failed.metadata.name);
    const running = jobs.filter((job) => !hasCondition('Complete', job));
    if (running.length === 0) return;

    const pods = await api.pods(selector);
    const lines = await Promise.all(pods.map((pod) => lastLine(api, pod)));
    onProgress(progressIn(lines) ?? '');
    const state = `${running.length} ${lines.join()}`;
    if (state !== seen) [seen, seenAt] = [state, Date.now()];

    const obstacles = await Promise.all(running.map((job) => obstacleOf(api, job)));
    const obstacle = obstacles.find(Boolean);
    const look = `Look at them: ${access.kubectlHint} get jobs,pods`;
    if (hasPersisted(Boolean(obstacle)))
      throw new LabError('cluster_failed', `A Job of the database does not start: ${obstacle}.`, look);
    if (Date.now() - seenAt >= limits.stallTimeoutMs) {
      const names = running.map(({ metadata }) => metadata.name).join(', ');
      const problem = pods.map(podProblem).find(Boolean)?.cause ?? (await pullOf(api, pods));
      const cause = problem ?? (lines.findLast(Boolean) || 'its log is empty');
      const minutes = limits.stallTimeoutMs / 60_000;
      throw new LabError('cluster_failed', `${names} made no progress for ${minutes} minutes: ${cause}.`, look);
    }
    await wait(limits.intervalMs, undefined, access.signal ? { signal: access.signal } : {});
  }
}

/**
 * Waits until the migrate and the seed Job of the release are complete, for as long as they make
 * progress. `onProgress` receives the seed's progress, as describePace() tells it, and who keeps
 * a Job waiting.
 * @throws {LabError} `cluster_failed` if one fails, does not start, or makes no progress; `blocked`
 * if a session was in the way for too long
 */
export async function waitForJobs(access: ClusterAccess, onProgress: (text: string) => void = () => {}): Promise<void> {
  await withKubernetesApi(access, (api) => followJobs(api, access, onProgress));
}
