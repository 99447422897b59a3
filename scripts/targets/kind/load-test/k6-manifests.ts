import { readFileSync } from 'node:fs';
import { YAML } from 'zx';
import { loadTestJob, namespace } from '../../../../dashboards/release-labels.ts';
import { projectFolder } from '../../../lib/project-folder.ts';
import { k6Environment } from '../../../load/k6.ts';
import type { LoadPlan } from '../../../load/load-engine.ts';
import { labName } from '../cluster-access.ts';
import { inRegistry } from '../images/registry.ts';
import { type K6PodSettings, k6PodSettings, type LoadTestValues } from './k6-pod-settings.ts';
import { asContainerResources, k6Resources } from './k6-resources.ts';

/** A load test as a resource of the cluster. */
export interface K6LoadTest {
  group: 'apis/batch/v1' | 'apis/k6.io/v1alpha1';
  resource: 'job' | 'testrun';
  name: string;
  manifest: Manifest<object>;
  settings: K6PodSettings;
  /** Selects the pods that generate the load. */
  podSelector: string;
  /** Selects these, and the pods that prepare a TestRun. */
  allPodsSelector: string;
}

interface Container {
  image: string;
  imagePullPolicy: string;
  args: string[];
  env: { name: string; value: string }[];
  resources: object;
}

interface Manifest<Spec> {
  metadata: object;
  spec: Spec;
}
type JobManifest = Manifest<{ template: { spec: { containers: [Container] } } }>;
type TestRunManifest = Manifest<{
  parallelism: number;
  arguments: string;
  runner: Container;
  initializer: Container;
  starter: Pick<Container, 'image'>;
}>;

/** k6 writes to Prometheus itself, so its series need the labels that a scrape would have added. */
const seriesTags = ['--tag', `job=${loadTestJob}`, '--tag', `namespace=${namespace}`];

/** Parses a manifest of k8s/. */
export function readManifest<Shape>(name: string): Shape {
  return YAML.parse(readFileSync(`${projectFolder}k8s/${name}`, 'utf8'));
}

/** The image of the Job, which has to be on the node before a load test. */
export function k6Image(): string {
  return readManifest<JobManifest>('k6-job.yaml').spec.template.spec.containers[0].image;
}

/**
 * The share of the memory limit that Go's garbage collector tries not to exceed; at the limit, k6
 * is killed.
 */
const collectorShare = 0.9;

/** The variables and resources of a pod that runs its share of a load plan. Adds `output`. */
function loadOf(plan: LoadPlan, output: Record<string, string>): Pick<Container, 'env' | 'resources'> {
  const resources = k6Resources(plan);
  const variables = {
    ...k6Environment(plan, `http://${labName}-api:3000`),
    GOMEMLIMIT: `${Math.floor(resources.memoryMebibytes * collectorShare)}MiB`,
    ...output,
  };
  return {
    env: Object.entries(variables).map(([name, value]) => ({ name, value })),
    resources: asContainerResources(resources),
  };
}

/**
 * k6 in one pod. `output` contains the variables of prometheusVariables(), `values` those of the
 * release.
 */
export function k6Job(
  name: string,
  plan: LoadPlan,
  output: Record<string, string>,
  values: LoadTestValues,
): K6LoadTest {
  const manifest = readManifest<JobManifest>('k6-job.yaml');
  const pod = manifest.spec.template.spec;
  const [k6] = pod.containers;
  const settings = k6PodSettings(values, k6.image);
  const { image, imagePullPolicy, ...podFields } = settings;
  // Each test counts from 0, so its series in Prometheus need a label, as from k6-operator.
  k6.args.push(...seriesTags, '--tag', `testrun_name=${name}`);
  Object.assign(k6, { image, imagePullPolicy, ...loadOf(plan, output) });
  Object.assign(pod, podFields);
  const podSelector = `job-name=${name}`;
  return {
    group: 'apis/batch/v1',
    resource: 'job',
    name,
    manifest,
    settings,
    podSelector,
    allPodsSelector: podSelector,
  };
}

/** k6 on several pods at once, by k6-operator. */
export function k6TestRun(
  name: string,
  plan: LoadPlan & { pods: number },
  output: Record<string, string>,
  values: LoadTestValues,
): K6LoadTest {
  const manifest = readManifest<TestRunManifest>('k6-test-run.yaml');
  const { runner, initializer, starter } = manifest.spec;
  const settings = k6PodSettings(values, runner.image);
  const { image: _, imagePullPolicy: __, ...podFields } = settings;
  manifest.spec.parallelism = plan.pods;
  manifest.spec.arguments += ` ${seriesTags.join(' ')}`;
  // The operator labels the series of each pod (testrun_name, instance_id).
  Object.assign(manifest.spec, {
    runner: { ...runner, ...settings, ...loadOf(plan, output) },
    // Only reads the script, so it needs no resources for the users.
    initializer: { ...initializer, ...settings, env: loadOf(plan, output).env },
    starter: { ...starter, ...podFields, image: inRegistry(values.global?.imageRegistry, starter.image) },
  });
  const allPodsSelector = `k6_cr=${name}`;
  const podSelector = `${allPodsSelector},runner=true`;
  return { group: 'apis/k6.io/v1alpha1', resource: 'testrun', name, manifest, settings, podSelector, allPodsSelector };
}
