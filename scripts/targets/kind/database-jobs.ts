import { LabError } from '../../lib/lab-error.ts';
import { waitUntil } from '../../lib/timing.ts';
import { type ClusterAccess, selectorOf } from './cluster-access.ts';
import { withKubernetesApi } from './kubernetes-api.ts';

interface Job {
  metadata: { name: string };
  status: { conditions?: { type: string; status: string }[] };
}

/** Whether a Job has this condition. */
function hasCondition(type: 'Complete' | 'Failed', { status }: Job): boolean {
  return status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}

const selector = selectorOf('database');
const timeoutMs = 5 * 60_000;

/**
 * Kubernetes does not rerun a failed Job, and the same values would create one of the same name.
 */
export async function deleteFailedJobs(access: ClusterAccess): Promise<void> {
  const jobs = await access.kubectl(['get', 'jobs', '--selector', selector, '--output', 'json']);
  const { items } = JSON.parse(jobs) as { items: Job[] };
  const failed = items.filter((job) => hasCondition('Failed', job)).map(({ metadata }) => metadata.name);
  if (failed.length > 0) await access.kubectl(['delete', 'job', ...failed]);
}

async function failureOf(access: ClusterAccess, job: string): Promise<LabError> {
  const log = await access
    .kubectl(['logs', `job/${job}`, '--tail', '5'])
    .catch(() => '(the log is no longer available)');
  return new LabError(
    'cluster_failed',
    `The Job ${job} has failed. Its log ends with:\n${log.trim()}`,
    `Look at it: ${access.kubectlHint} describe job ${job}`,
  );
}

/**
 * Waits until the migrate and the seed Job of the release are complete.
 * @throws {LabError} `cluster_failed` if one fails, or is not complete after five minutes
 */
export async function waitForJobs(access: ClusterAccess): Promise<void> {
  await withKubernetesApi(access, async (api) => {
    const areComplete = async () => {
      const path = `jobs?labelSelector=${encodeURIComponent(selector)}`;
      const { items: jobs } = await api.read<{ items: Job[] }>('apis/batch/v1', path);
      const failed = jobs.find((job) => hasCondition('Failed', job));
      if (failed) throw await failureOf(access, failed.metadata.name);
      return jobs.every((job) => hasCondition('Complete', job));
    };
    if (await waitUntil(areComplete, { timeoutMs, intervalMs: 250 })) return;
    throw new LabError(
      'cluster_failed',
      "The database's Jobs are not complete after five minutes.",
      `Look at them: ${access.kubectlHint} get jobs,pods`,
    );
  });
}
