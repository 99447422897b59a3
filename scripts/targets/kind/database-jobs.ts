import { LabError } from '../../lib/lab-error.ts';
import { waitUntil } from '../../lib/timing.ts';
import { type ClusterAccess, selectorOf } from './cluster-access.ts';
import { withKubernetesApi } from './kubernetes-api.ts';

interface Job {
  metadata: { name: string };
  status: { conditions?: { type: string; status: string }[] };
}

interface JobList {
  items: Job[];
}

/** Whether Kubernetes says that a Job is Complete, or Failed for good. */
function has(job: Job, type: 'Complete' | 'Failed'): boolean {
  return job.status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}

const selector = selectorOf('database');
const timeoutMs = 5 * 60_000;

/** A Job that has failed is not tried again, and the same settings are the same Job: it has to go before the next attempt. */
export async function deleteFailedJobs(access: ClusterAccess): Promise<void> {
  const { items }: JobList = JSON.parse(
    await access.kubectl(['get', 'jobs', '--selector', selector, '--output', 'json']),
  );
  const failed = items.filter((job) => has(job, 'Failed')).map(({ metadata }) => metadata.name);
  if (failed.length > 0) await access.kubectl(['delete', 'job', ...failed]);
}

/**
 * Waits until the migrate and the seed Job of the release have done their work.
 * @throws {LabError} `cluster_failed` with its last words when one has failed, or is not done in five minutes
 */
export async function waitForJobs(access: ClusterAccess): Promise<void> {
  await withKubernetesApi(access, async (api) => {
    const areDone = async () => {
      const { items } = await api.read<JobList>('apis/batch/v1', `jobs?labelSelector=${encodeURIComponent(selector)}`);
      const failed = items.find((job) => has(job, 'Failed'));
      if (failed) throw await describeFailure(access, failed.metadata.name);
      return items.every((job) => has(job, 'Complete'));
    };
    if (await waitUntil(areDone, { timeoutMs, everyMs: 250 })) return;
    throw new LabError(
      'cluster_failed',
      "The database's Jobs are not done after five minutes.",
      `Look at them: ${access.kubectlHint} get jobs,pods`,
    );
  });
}

async function describeFailure(access: ClusterAccess, job: string): Promise<LabError> {
  const log = await access.kubectl(['logs', `job/${job}`, '--tail', '5']).catch(() => '(its log is gone)');
  return new LabError(
    'cluster_failed',
    `The Job ${job} has failed. It last said:\n${log.trim()}`,
    `Look at it: ${access.kubectlHint} describe job ${job}`,
  );
}
