import type { TargetName, VariableName } from './variables.ts';

// Which verb and which target use a variable. Any other may be exported for another program.

/** The ports on which a lab listens. */
export const portVariables = ['API_PORT', 'POSTGRES_PORT', 'GRAFANA_PORT', 'PROMETHEUS_PORT'] as const;

/** The variables that mean something on one target only. */
export const onlyOn: Partial<Record<VariableName, TargetName>> = {
  LOAD_ENGINE: 'local',
  SCRAM_ITERATIONS: 'local',
  OTLP_ENDPOINT: 'local',
  POSTGRES_PORT: 'local',
  PROMETHEUS_PORT: 'kind',
  KIND_NODE_IMAGE: 'kind',
  KUBE_CONTEXT: 'kind',
  REGISTRY: 'kind',
  REGISTRY_IMAGES: 'kind',
  IMAGE_PLATFORM: 'kind',
  MONITORING_CHART: 'kind',
};

/** Without KUBE_CONTEXT, these are used only if given after the verb: others use REGISTRY, too. */
export const onlyWithKubeContext: readonly VariableName[] = ['REGISTRY', 'REGISTRY_IMAGES', 'IMAGE_PLATFORM'];

/** Used by every verb. */
export const usedAlways: readonly VariableName[] = ['TARGET', 'LAB_FOLDER', 'KUBE_CONTEXT'];

/** What starting a lab, deploying a variant and a load test use. */
export const startVariables = [
  'POSTS',
  'SCRAM_ITERATIONS',
  'OTLP_ENDPOINT',
  ...portVariables,
  'KIND_NODE_IMAGE',
  'MONITORING_CHART',
  'RESULTS_FOLDER',
] as const satisfies VariableName[];
export const deployVariables = [
  'API_PORT',
  'OTLP_ENDPOINT',
  'MONITORING_CHART',
  'REGISTRY',
  'REGISTRY_IMAGES',
  'IMAGE_PLATFORM',
] as const satisfies VariableName[];
export const loadVariables = [
  'USERS',
  'DURATION',
  'RATE',
  'LOAD_ENGINE',
  'RESULTS_FOLDER',
] as const satisfies VariableName[];
