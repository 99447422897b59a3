import { LabError } from '../../../lib/lab-error.ts';
import { readPrintedResult } from '../../../load/k6.ts';
import { watchProgress } from '../../../load/k6-progress.ts';
import type { LoadPlan, OnProgress } from '../../../load/load-engine.ts';
import type { LoadReport } from '../../../load/load-report.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import { withKubernetesApi } from '../kubernetes-api.ts';
import { applyScript } from './apply-script.ts';
import { k6Job, k6TestRun } from './k6-manifests.ts';
import { readLoadTestValues, tagOf } from './k6-pod-settings.ts';
import { hasK6Operator } from './load-test-images.ts';
import { mergeReports } from './merge-reports.ts';
import { prometheusVariables } from './prometheus-variables.ts';
import { requireRoom } from './require-room.ts';
import { waitForStart } from './wait-for-start.ts';
import { requireCompletePods, waitForEnd } from './watch-load-test.ts';

/** The port of k6's REST API in its pod, as in the manifests. */
const k6Port = 6565;
/** For scheduling before the test and the last responses after it. A TestRun has two more pods. */
const extraSeconds = { job: 90, testrun: 180 };
/** k6 creates its users before it starts: 10,000 take 20 s of CPU time. */
const extraSecondsPerUser = 0.01;

/** @throws {LabError} `tool_missing` when the cluster has no k6-operator */
async function requireOperator(access: ClusterAccess): Promise<void> {
  if (await hasK6Operator(access)) return;
  throw new LabError(
    'tool_missing',
    'A load test on several pods needs k6-operator, which this cluster does not have.',
    'Install it: https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/install-k6-operator/; or leave out --distributed: one pod sends thousands of requests per second.',
  );
}

/**
 * Runs a load test in the cluster: k6 as a Job, or on several pods with k6-operator. The results
 * are read from the logs of the pods.
 * @throws {LabError} `load_failed`; `preflight` without room for it; `tool_missing` without
 * k6-operator
 */
export async function runK6(
  uninterrupted: ClusterAccess,
  plan: LoadPlan,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadReport> {
  const access = uninterrupted.withSignal(signal);
  if (plan.pods) await requireOperator(access);
  const [values, output] = await Promise.all([readLoadTestValues(access), prometheusVariables(access)]);
  // Not generated with generateName, because an interrupted load test is deleted by its name.
  const name = `k6-feed-${Date.now().toString(36)}`;
  const { pods: parallelism } = plan;
  const loadTest = parallelism
    ? k6TestRun(name, { ...plan, pods: parallelism }, output, values)
    : k6Job(name, plan, output, values);
  const { resource, manifest, settings } = loadTest;
  await requireRoom(access, plan, settings);
  await applyScript(access);
  const remove = () =>
    uninterrupted.kubectl(['delete', resource, name, '--ignore-not-found', '--wait=false']).catch(() => {});
  try {
    const named = { ...manifest, metadata: { ...manifest.metadata, name } };
    await access.kubectl(['create', '--filename', '-'], JSON.stringify(named));
    const report = await withKubernetesApi(access, async (api) => {
      const run = { api, access, loadTest, signal };
      const started = await waitForStart(run);
      const addresses = started.map((pod) => api.podAddress(pod, k6Port));
      const startedAt = new Date();
      const ended = new AbortController();
      const watching = watchProgress(addresses, plan, startedAt, onProgress, ended.signal);
      const seconds = plan.durationSeconds + extraSeconds[resource] + plan.users * extraSecondsPerUser;
      try {
        await waitForEnd(run, seconds * 1000);
      } finally {
        ended.abort();
        await watching;
      }
      const pods = await requireCompletePods(run, started);
      const logs = await Promise.all(pods.map(({ metadata }) => access.kubectl(['logs', metadata.name])));
      const engine = {
        name: plan.pods ? `k6 on ${plan.pods} pods` : 'k6',
        version: tagOf(settings.image) ?? 'unknown',
      };
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
