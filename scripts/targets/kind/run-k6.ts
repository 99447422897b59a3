import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { waitUntil } from '../../lib/timing.ts';
import { readPrintedResult } from '../../load/k6.ts';
import type { LoadPlan, OnProgress } from '../../load/load.ts';
import type { LoadReport } from '../../load/load-report.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { prometheusVariables } from './k6-environment.ts';
import { k6Job, k6TestRun } from './k6-load-tests.ts';
import { followK6Pods } from './k6-pods.ts';
import { withKubernetesApi } from './kubernetes-api.ts';
import { mergeReports } from './merge-reports.ts';

/** For pods to be scheduled before the test, and for the last answers; a TestRun has two more pods. */
const extraSeconds = { job: 90, testrun: 180 };

/** Puts loadtest/ into a ConfigMap, which the manifests mount. */
async function applyScript(access: ClusterAccess): Promise<void> {
  const files = ['feed.ts', 'lib'].map((path) => `--from-file=${projectFolder}loadtest/${path}`);
  const create = ['create', 'configmap', 'k6-feed', ...files, '--dry-run=client', '--output', 'json'];
  await access.kubectl(['apply', '--filename', '-'], await access.kubectl(create));
}

/** @throws {LabError} `tool_missing` when the cluster has no k6-operator */
async function requireOperator(access: ClusterAccess): Promise<void> {
  if (await access.find('crd', 'testruns.k6.io')) return;
  throw new LabError(
    'tool_missing',
    'A load test on several pods needs k6-operator, which this cluster does not have.',
    'Install it: https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/install-k6-operator/; or leave out --distributed: one pod makes thousands of requests per second.',
  );
}

/**
 * Runs a load test in the cluster: k6 as a Job, or on several pods by k6-operator. The results are in
 * the pods' logs.
 * @throws {LabError} `load_failed`, or `tool_missing` without k6-operator
 */
export async function runK6(
  uninterrupted: ClusterAccess,
  plan: LoadPlan,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadReport> {
  const access = uninterrupted.withSignal(signal);
  if (plan.pods) await requireOperator(access);
  await applyScript(access);
  const output = await prometheusVariables(access);
  // Not left to generateName: an interrupted load test is deleted by its name.
  const name = `k6-feed-${Date.now().toString(36)}`;
  const { resource, manifest, image, podSelector, readStage } = plan.pods
    ? k6TestRun(name, plan, plan.pods, output)
    : k6Job(name, plan, output);
  const remove = () =>
    uninterrupted.kubectl(['delete', resource, name, '--ignore-not-found', '--wait=false']).catch(() => {});
  try {
    const named = { ...manifest, metadata: { ...manifest.metadata, name } };
    await access.kubectl(['create', '--filename', '-'], JSON.stringify(named));
    const report = await withKubernetesApi(access, async (api) => {
      const untilEnded = async () => {
        let stage: string | undefined;
        const hasEnded = async () => {
          stage = await readStage(api);
          return stage === 'finished' || stage === 'error' || stage === 'stopped';
        };
        const timeoutMs = (plan.durationSeconds + extraSeconds[resource]) * 1000;
        await waitUntil(hasEnded, { timeoutMs, everyMs: 500, signal });
        if (stage === 'finished') return;
        throw new LabError(
          'load_failed',
          `The load test ${name} did not finish; its stage is ${stage}.`,
          `Look at it: ${access.kubectlHint} describe ${resource} ${name}`,
        );
      };
      const startedAt = await followK6Pods(api, podSelector, plan, onProgress, untilEnded, signal);
      const pods = plan.pods ? (await api.pods(podSelector)).map(({ metadata }) => metadata.name) : [`job/${name}`];
      const logs = await Promise.all(pods.map((pod) => access.kubectl(['logs', pod])));
      const engine = { name: plan.pods ? `k6 on ${plan.pods} pods` : 'k6', version: image.split(':')[1] ?? 'unknown' };
      return { engine, startedAt, ...mergeReports(logs.map((log) => readPrintedResult(log, log))) };
    });
    // A Job expires by itself, a TestRun does not.
    if (plan.pods) await remove();
    return report;
  } catch (error) {
    // An interrupted load test would go on in the cluster.
    await remove();
    throw error;
  }
}
