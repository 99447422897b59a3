import { LabError } from '../../lib/lab-error.ts';
import { waitUntil } from '../../lib/timing.ts';
import { readPrintedResult } from '../../load/k6.ts';
import { watchProgress } from '../../load/k6-progress.ts';
import type { LoadPlan, OnProgress } from '../../load/load-engine.ts';
import type { LoadReport } from '../../load/load-report.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { applyScript, type K6LoadTest, k6Job, k6TestRun, prometheusVariables } from './k6-manifests.ts';
import { type KubernetesApi, type Pod, withKubernetesApi } from './kubernetes-api.ts';
import { mergeReports } from './merge-reports.ts';
import { podProblem } from './pod-problem.ts';

/** The port of k6's REST API in its pod, as in the manifests. */
const k6Port = 6565;
/** A cluster without room for a pod is unlikely to have any a minute later. */
const startTimeoutMs = 60_000;
/** For scheduling before the test and the last responses after it. A TestRun has two more pods. */
const extraSeconds = { job: 90, testrun: 180 };

/** A Job counts its succeeded and failed pods; k6-operator sets the stage of a TestRun. */
interface Status {
  succeeded?: number;
  failed?: number;
  stage?: string;
}

/** @throws {LabError} `tool_missing` when the cluster has no k6-operator */
async function requireOperator(access: ClusterAccess): Promise<void> {
  if (await access.find('crd', 'testruns.k6.io')) return;
  throw new LabError(
    'tool_missing',
    'A load test on several pods needs k6-operator, which this cluster does not have.',
    'Install it: https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/install-k6-operator/; or leave out --distributed: one pod sends thousands of requests per second.',
  );
}

/** @throws {LabError} `load_failed` with the reason if they do not start within a minute */
async function waitForStart(api: KubernetesApi, podSelector: string, signal: AbortSignal): Promise<Pod[]> {
  let pods: Pod[] = [];
  const haveStarted = async () => {
    pods = await api.pods(podSelector);
    return pods.length > 0 && pods.every(({ status }) => status.phase !== 'Pending');
  };
  if (await waitUntil(haveStarted, { timeoutMs: startTimeoutMs, intervalMs: 250, signal })) return pods;
  const reason = pods.map(podProblem).find(Boolean)?.cause ?? 'Kubernetes gives no reason';
  throw new LabError(
    'load_failed',
    `The load test's pods do not start: ${reason}.`,
    'Check what else is running: make status',
  );
}

/** @throws {LabError} `load_failed` if it does not finish in time */
async function waitForEnd(
  api: KubernetesApi,
  access: ClusterAccess,
  { group, resource, name }: K6LoadTest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  let stage = '';
  const hasEnded = async () => {
    const { status } = await api.read<{ status?: Status }>(group, `${resource}s/${name}`);
    // A failed Job has finished too: the reason for its failure is in its log.
    stage = status?.stage ?? (status?.succeeded || status?.failed ? 'finished' : 'started');
    return ['finished', 'error', 'stopped'].includes(stage);
  };
  await waitUntil(hasEnded, { timeoutMs, intervalMs: 500, signal });
  if (stage === 'finished') return;
  throw new LabError(
    'load_failed',
    `The load test ${name} did not finish; its stage is ${stage}.`,
    `Look at it: ${access.kubectlHint} describe ${resource} ${name}`,
  );
}

/**
 * Runs a load test in the cluster: k6 as a Job, or on several pods with k6-operator. The results
 * are read from the logs of the pods.
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
  // Not generated with generateName, because an interrupted load test is deleted by its name.
  const name = `k6-feed-${Date.now().toString(36)}`;
  const loadTest = plan.pods ? k6TestRun(name, plan, plan.pods, output) : k6Job(name, plan, output);
  const { resource, manifest, image, podSelector } = loadTest;
  const remove = () =>
    uninterrupted.kubectl(['delete', resource, name, '--ignore-not-found', '--wait=false']).catch(() => {});
  try {
    const named = { ...manifest, metadata: { ...manifest.metadata, name } };
    await access.kubectl(['create', '--filename', '-'], JSON.stringify(named));
    const report = await withKubernetesApi(access, async (api) => {
      const addresses = (await waitForStart(api, podSelector, signal)).map((pod) => api.podAddress(pod, k6Port));
      const startedAt = new Date();
      const ended = new AbortController();
      const watching = watchProgress(addresses, plan, startedAt, onProgress, ended.signal);
      try {
        await waitForEnd(api, access, loadTest, (plan.durationSeconds + extraSeconds[resource]) * 1000, signal);
      } finally {
        ended.abort();
        await watching;
      }
      const pods = plan.pods ? (await api.pods(podSelector)).map(({ metadata }) => metadata.name) : [`job/${name}`];
      const logs = await Promise.all(pods.map((pod) => access.kubectl(['logs', pod])));
      const engine = { name: plan.pods ? `k6 on ${plan.pods} pods` : 'k6', version: image.split(':')[1] ?? 'unknown' };
      const results = logs.map((log) => readPrintedResult(log, log));
      return { engine, startedAt: startedAt.toISOString(), ...mergeReports(results) };
    });
    // A Job is deleted when its TTL expires; a TestRun is not.
    if (plan.pods) await remove();
    return report;
  } catch (error) {
    // An interrupted load test would continue in the cluster.
    await remove();
    throw error;
  }
}
