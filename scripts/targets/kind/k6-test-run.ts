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
import { mergeReports } from './merge-reports.ts';

interface Pods {
  image: string;
  env: Variable[];
}

interface TestRunManifest {
  metadata: { name?: string; generateName?: string };
  spec: { parallelism: number; runner: Pods; initializer: Pods };
}

interface TestRun {
  status?: { stage?: string };
}

/** Two pods come and go before the load begins, and the last answers after its end. */
const extraSeconds = 180;

function manifest(plan: LoadPlan, pods: number, name: string, output: Variable[]): TestRunManifest {
  const testRun = readManifest<TestRunManifest>('k6-test-run.yaml');
  testRun.metadata = { ...testRun.metadata, name };
  testRun.spec.parallelism = pods;
  for (const part of [testRun.spec.runner, testRun.spec.initializer]) part.env = environmentOf(plan);
  // The operator tags each pod (testrun_name, instance_id): in Prometheus none of them overwrites another.
  testRun.spec.runner.env.push(...output);
  return testRun;
}

/** @throws {LabError} `tool_missing` when the cluster has no k6-operator */
async function requireOperator(access: ClusterAccess): Promise<void> {
  const found = await access.kubectl(['get', 'crd', 'testruns.k6.io', '--ignore-not-found', '--output', 'name']);
  if (found.trim()) return;
  throw new LabError(
    'tool_missing',
    'A load test on several pods needs k6-operator, which this cluster does not have.',
    'Install it: https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/install-k6-operator/; or leave out --distributed: one pod makes thousands of requests per second.',
  );
}

/** k6 on several pods at once, by k6-operator. `cleanUp` is a kubectl that still works after the signal. */
export async function runK6TestRun(
  access: ClusterAccess,
  cleanUp: ClusterAccess['kubectl'],
  plan: LoadPlan,
  pods: number,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadReport> {
  await requireOperator(access);
  await applyScript(access);
  const name = newName();
  const testRun = manifest(plan, pods, name, await writingToPrometheus(access));
  try {
    await access.kubectl(['create', '--filename', '-'], JSON.stringify(testRun));
    return await withKubernetesApi(access, async (api) => {
      const runners = `k6_cr=${name},runner=true`;
      let stage: string | undefined;
      const isOver = async () => {
        stage = (await api.read<TestRun>('apis/k6.io/v1alpha1', `testruns/${name}`)).status?.stage;
        return stage === 'finished' || stage === 'error' || stage === 'stopped';
      };
      const timeoutMs = (plan.durationSeconds + extraSeconds) * 1000;
      const untilOver = async () => {
        await waitUntil(isOver, { timeoutMs, everyMs: 1000, signal });
        if (stage === 'finished') return;
        throw new LabError(
          'load_failed',
          `The load test ${name} did not finish; its stage is ${stage}.`,
          `Look at it: ${access.kubectlHint} describe testrun ${name}`,
        );
      };
      const startedAt = await followK6Pods(api, runners, plan, onProgress, untilOver, signal);
      const logs = (await api.pods(runners)).map(({ metadata }) => access.kubectl(['logs', metadata.name]));
      const printed = (await Promise.all(logs)).map((log) => readPrintedResult(log, log));
      const version = testRun.spec.runner.image.split(':')[1] ?? 'unknown';
      return { engine: { name: `k6 on ${pods} pods`, version }, startedAt, ...mergeReports(printed) };
    });
  } finally {
    // An interrupted load test would go on in the cluster, and one that is done would stay for ever: a TestRun does not expire.
    await cleanUp(['delete', 'testrun', name, '--ignore-not-found', '--wait=false']).catch(() => {});
  }
}
