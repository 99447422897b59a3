import { readdirSync, readFileSync } from 'node:fs';
import { YAML } from 'zx';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/settings.ts';
import { waitUntil } from '../../lib/wait-until.ts';
import { readPrintedResult } from '../../load/k6.ts';
import type { LoadPlan, LoadReport, OnProgress } from '../../load/load.ts';
import { readMetrics, type Sample, sumOf } from '../../measure/metrics.ts';
import { type ClusterAccess, labName } from './cluster-access.ts';

interface JobManifest {
  spec: { template: { spec: { containers: [{ image: string; env: { name: string; value: string }[] }] } } };
}

interface JobState {
  status: { startTime?: string; succeeded?: number; failed?: number; ready?: number };
}

/** Starting a pod, and the last answers after the end of the test. */
const extraSeconds = 90;

function manifest(plan: LoadPlan): JobManifest {
  const job = YAML.parse(readFileSync(`${projectFolder}k8s/k6-job.yaml`, 'utf8')) as JobManifest;
  const values: Record<string, string> = {
    // Inside the cluster the API has another address than on this machine.
    LAB_URL: `http://${labName}-api:3000`,
    LAB_USERS: String(plan.users),
    LAB_DURATION: `${plan.durationSeconds}s`,
    LAB_RATE: plan.ratePerSecond ? String(plan.ratePerSecond) : '',
  };
  job.spec.template.spec.containers[0].env = Object.entries(values).map(([name, value]) => ({ name, value }));
  return job;
}

/** The image of the Job, which the node has to have. */
export function k6Image(): string {
  const job = YAML.parse(readFileSync(`${projectFolder}k8s/k6-job.yaml`, 'utf8')) as JobManifest;
  return job.spec.template.spec.containers[0].image;
}

/** The script as the Job mounts it. */
async function applyScript(access: ClusterAccess): Promise<void> {
  const library = `${projectFolder}loadtest/lib`;
  const data = Object.fromEntries([
    ['feed.ts', readFileSync(`${projectFolder}loadtest/feed.ts`, 'utf8')],
    ...readdirSync(library).map((name) => [name, readFileSync(`${library}/${name}`, 'utf8')]),
  ]);
  const script = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'k6-feed' }, data };
  await access.kubectl(['apply', '--filename', '-'], JSON.stringify(script));
}

const feed = { route: '/feed', method: 'GET' };
const counts = (samples: Sample[]) => ({
  requests: sumOf(samples, 'http_requests_total', feed),
  succeeded: sumOf(samples, 'http_requests_total', { ...feed, status_code: '200' }),
});

/** k6 as a Job. `cleanUp` is a kubectl that still works after the signal. Progress is the API's own count since the beginning; the result is in the Job's log. */
export async function runK6Job(
  access: ClusterAccess,
  cleanUp: ClusterAccess['kubectl'],
  plan: LoadPlan,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadReport> {
  await applyScript(access);
  const before = counts(await readMetrics(plan.url));
  const startedAt = new Date();
  const job = (
    await access.kubectl(['create', '--filename', '-', '--output', 'name'], JSON.stringify(manifest(plan)))
  ).trim();
  try {
    const timeoutMs = (plan.durationSeconds + extraSeconds) * 1000;
    let state: JobState['status'] = {};
    const isOver = async () => {
      state = (JSON.parse(await access.kubectl(['get', job, '--output', 'json'])) as JobState).status;
      const now = await readMetrics(plan.url).then(counts, () => undefined);
      const secondsLeft = Math.round(plan.durationSeconds - (Date.now() - startedAt.getTime()) / 1000);
      if (now && now.requests > before.requests)
        onProgress({
          requests: now.requests - before.requests,
          succeeded: now.succeeded - before.succeeded,
          secondsLeft: Math.max(0, secondsLeft),
        });
      return Boolean(state.succeeded || state.failed);
    };
    if (!(await waitUntil(isOver, { timeoutMs, everyMs: 1000, signal })))
      throw new LabError(
        'load_failed',
        `${job} did not end in time.`,
        `Look at it: kubectl --namespace ${labName} describe ${job}`,
      );
    const log = await access.kubectl(['logs', job]);
    const engine = { name: 'k6', version: k6Image().split(':')[1] ?? 'unknown' };
    return { engine, startedAt: startedAt.toISOString(), ...readPrintedResult(log, log) };
  } catch (error) {
    // An interrupted load test would go on in the cluster.
    await cleanUp(['delete', job, '--wait=false']).catch(() => {});
    throw error;
  }
}
