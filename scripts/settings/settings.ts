import { ConfigError, readEnvironment } from '../../app/src/environment.ts';
import { LabError } from '../lib/lab-error.ts';
import { refuseUnknownVariables } from './unknown-variables.ts';
import { variables } from './variables.ts';

const portVariables = ['API_PORT', 'POSTGRES_PORT', 'GRAFANA_PORT', 'PROMETHEUS_PORT'] as const;

/** @throws {ConfigError} */
function requireDifferentPorts(values: Record<(typeof portVariables)[number], number>): void {
  const ports = portVariables.map((name) => values[name]);
  const repeated = ports.find((port, index) => ports.indexOf(port) !== index);
  if (repeated) throw new ConfigError(`${portVariables.join(', ')}: expected different ports, got ${repeated} twice`);
}

function readVariables(environment: NodeJS.ProcessEnv) {
  refuseUnknownVariables(environment.MAKEFLAGS ?? '', Object.keys(variables));
  const values = readEnvironment(environment, variables);
  if (Boolean(values.KUBE_CONTEXT) !== Boolean(values.REGISTRY))
    throw new ConfigError(
      'KUBE_CONTEXT, REGISTRY: set both or neither; another cluster cannot pull images from this machine',
    );
  if (values.REGISTRY_IMAGES === 'all' && !values.REGISTRY)
    throw new ConfigError('REGISTRY_IMAGES: nothing is pushed without KUBE_CONTEXT and REGISTRY');
  if (values.IMAGE_PLATFORM && !values.KUBE_CONTEXT)
    throw new ConfigError("IMAGE_PLATFORM: only for KUBE_CONTEXT; the lab's own cluster has the platform of Docker");
  requireDifferentPorts(values);
  return Object.freeze({
    target: values.TARGET,
    fix: values.FIX,
    /** The stage that verify requires; undefined if any will do. */
    stage: values.STAGE,
    users: values.USERS,
    durationSeconds: values.DURATION,
    ratePerSecond: values.RATE,
    posts: values.POSTS,
    scramIterations: values.SCRAM_ITERATIONS,
    loadEngine: values.LOAD_ENGINE,
    apiPort: values.API_PORT,
    postgresPort: values.POSTGRES_PORT,
    grafanaPort: values.GRAFANA_PORT,
    prometheusPort: values.PROMETHEUS_PORT,
    kindNodeImage: values.KIND_NODE_IMAGE,
    kubeContext: values.KUBE_CONTEXT,
    registry: values.REGISTRY,
    registryImages: values.REGISTRY_IMAGES,
    imagePlatform: values.IMAGE_PLATFORM,
    monitoringChart: values.MONITORING_CHART,
    labFolder: values.LAB_FOLDER,
    resultsFolder: values.RESULTS_FOLDER,
  });
}

export type Settings = ReturnType<typeof readVariables>;

/**
 * Reads all settings of a verb from the environment, to which make adds `NAME=value`. `target` is
 * the default of TARGET.
 * @throws {LabError} `settings`, which lists every invalid value
 */
export function readSettings(environment: NodeJS.ProcessEnv, target: Settings['target'] = 'kind'): Settings {
  try {
    return readVariables({ TARGET: target, ...environment });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new LabError(
      'settings',
      error.message,
      'Correct the values above; `make lab ARGS=--help` describes every variable.',
    );
  }
}
