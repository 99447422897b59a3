import { LabError } from '../../lib/lab-error.ts';
import { waitUntil } from '../../lib/timing.ts';
import { readPrintedResult } from '../../load/k6.ts';
import type { LoadPlan, OnProgress } from '../../load/load.ts';
import type { LoadReport } from '../../load/load-report.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { followK6Pods } from './k6-pods.ts';
import { applyScript, environmentOf, newName, readManifest, type Variable } from './k6-script.ts';
import { writingToPrometheus } from './k6-to-prometheus.ts';
import { withKubernetesApi } from './kubernetes-api.ts';

interface JobManifest {
  metadata: { name?: string; generateName?: string };
  spec: { template: { spec: { containers: [{ image: string; args: string[]; env: Variable[] }] } } };
}

interface Job {
  status: { succeeded?: number; failed?: number };
}

/** The pod has to be placed before, and the last answers come after the end of the test. */
const extraSeconds = 90;

function manifest(plan: LoadPlan, name: string, output: Variable[]): JobManifest {
  const job = readManifest<JobManifest>('k6-job.yaml');
  job.metadata = { ...job.metadata, name };
  const [k6] = job.spec.template.spec.containers;
  // Each test counts from 0: in Prometheus it has series of its own, named as k6-operator names them.
  k6.args.push('--tag', `testrun_name=${name}`);
  k6.env = [...environmentOf(plan), ...output];
  return job;
}

/** The image of the Job, which the node has to have. */
export function k6Image(): string {
  return readManifest<JobManifest>('k6-job.yaml').spec.template.spec.containers[0].image;
}

/** k6 as a Job. `cleanUp` is a kubectl that still works after the signal. The result is in the Job's log. */
export async function runK6Job(
  access: ClusterAccess,
  cleanUp: ClusterAccess['kubectl'],
  plan: LoadPlan,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadReport> {
  await applyScript(access);
  const output = await writingToPrometheus(access);
  const job = newName();
  try {
    await access.kubectl(['create', '--filename', '-'], JSON.stringify(manifest(plan, job, output)));
    return await withKubernetesApi(access, async (api) => {
      const isOver = async () => {
        const { status } = await api.read<Job>('apis/batch/v1', `jobs/${job}`);
        return Boolean(status.succeeded || status.failed);
      };
      const timeoutMs = (plan.durationSeconds + extraSeconds) * 1000;
      const untilOver = async () => {
        if (await waitUntil(isOver, { timeoutMs, everyMs: 500, signal })) return;
        throw new LabError(
          'load_failed',
          `The load test ${job} did not end in time.`,
          `Look at it: ${access.kubectlHint} describe job ${job}`,
        );
      };
      const startedAt = await followK6Pods(api, `job-name=${job}`, plan, onProgress, untilOver, signal);
      const log = await access.kubectl(['logs', `job/${job}`]);
      const engine = { name: 'k6', version: k6Image().split(':')[1] ?? 'unknown' };
      return { engine, startedAt, ...readPrintedResult(log, log) };
    });
  } catch (error) {
    // An interrupted load test would go on in the cluster.
    await cleanUp(['delete', 'job', job, '--ignore-not-found', '--wait=false']).catch(() => {});
    throw error;
  }
}
