import { readFileSync } from 'node:fs';
import { YAML } from 'zx';
import { projectFolder } from '../../lib/project-folder.ts';
import type { LoadPlan } from '../../load/load.ts';
import { planVariables, type Variable } from './k6-environment.ts';
import type { KubernetesApi } from './kubernetes-api.ts';

/** A load test as a resource of the cluster. */
export interface K6LoadTest {
  resource: 'job' | 'testrun';
  manifest: { metadata: object };
  image: string;
  /** Selects the pods that make the load. */
  podSelector: string;
  /** In k6-operator's terms; the last ones are `finished`, `error` and `stopped`. */
  readStage(api: KubernetesApi): Promise<string | undefined>;
}

interface Container {
  image: string;
  args: string[];
  env: Variable[];
}

interface JobManifest {
  metadata: object;
  spec: { template: { spec: { containers: [Container] } } };
}

interface TestRunManifest {
  metadata: object;
  spec: { parallelism: number; runner: Container; initializer: Container };
}

/** Parses a manifest of k8s/. */
export function readManifest<Manifest>(name: string): Manifest {
  return YAML.parse(readFileSync(`${projectFolder}k8s/${name}`, 'utf8')) as Manifest;
}

/** The image of the Job, which the node needs before a load test. */
export function k6Image(): string {
  return readManifest<JobManifest>('k6-job.yaml').spec.template.spec.containers[0].image;
}

/** k6 in one pod. `output` are variables that make it write its metrics somewhere. */
export function k6Job(name: string, plan: LoadPlan, output: Variable[]): K6LoadTest {
  const manifest = readManifest<JobManifest>('k6-job.yaml');
  const [k6] = manifest.spec.template.spec.containers;
  // Each test counts from 0: its series in Prometheus get a label of their own, as with k6-operator.
  k6.args.push('--tag', `testrun_name=${name}`);
  k6.env = [...planVariables(plan), ...output];
  return {
    resource: 'job',
    manifest,
    image: k6.image,
    podSelector: `job-name=${name}`,
    async readStage(api) {
      const job = await api.read<{ status: { succeeded?: number; failed?: number } }>('apis/batch/v1', `jobs/${name}`);
      // Also when it has failed: its log has the reason.
      return job.status.succeeded || job.status.failed ? 'finished' : 'started';
    },
  };
}

/** k6 on several pods at once, by k6-operator. */
export function k6TestRun(name: string, plan: LoadPlan, pods: number, output: Variable[]): K6LoadTest {
  const manifest = readManifest<TestRunManifest>('k6-test-run.yaml');
  const { runner, initializer } = manifest.spec;
  manifest.spec.parallelism = pods;
  initializer.env = planVariables(plan);
  // The operator labels the series of each pod (testrun_name, instance_id).
  runner.env = [...planVariables(plan), ...output];
  return {
    resource: 'testrun',
    manifest,
    image: runner.image,
    podSelector: `k6_cr=${name},runner=true`,
    async readStage(api) {
      const testRun = await api.read<{ status?: { stage?: string } }>('apis/k6.io/v1alpha1', `testruns/${name}`);
      return testRun.status?.stage;
    },
  };
}
