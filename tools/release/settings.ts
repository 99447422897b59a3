import { readFileSync } from 'node:fs';
import { EnvError, makeValidator, str } from 'envalid';
import { YAML } from 'zx';
import { ConfigError, readEnvironment } from '../../app/src/environment.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { parseRegistry } from '../../scripts/settings/registry.ts';
import { refuseUnknownVariables } from '../../scripts/settings/unknown-variables.ts';

export const chartFile = `${projectFolder}charts/feed-lab/Chart.yaml`;

/** What the release needs from Chart.yaml. */
export interface ChartMetadata {
  name: string;
  version: string;
  appVersion: string;
  sources: string[];
}

export function readChartMetadata(): ChartMetadata {
  return YAML.parse(readFileSync(chartFile, 'utf8'));
}

/** registry.example.com/me: a host, and a path in lower case, without the name of an image. */
const registry = makeValidator((text: string): string => {
  const name = parseRegistry(text);
  if (name?.includes('/')) return name;
  throw new EnvError(`expected a registry and a path, such as 127.0.0.1:5000/feed-lab, got "${text}"`);
});

const version = makeValidator((text: string): string => {
  // Without build metadata: a tag cannot contain "+".
  if (/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(text)) return text;
  throw new EnvError(`expected a version such as 0.2.0 or 0.2.0-rc.1, got "${text}"`);
});

const platforms = makeValidator((text: string): string[] => {
  const names = text.split(',');
  if (names.every((name) => /^linux\/[a-z0-9]+(\/v\d)?$/.test(name))) return names;
  throw new EnvError(`expected platforms such as linux/amd64,linux/arm64, got "${text}"`);
});

/** Every variable that people set. */
const variables = {
  REGISTRY: registry({ desc: 'a registry and a path, such as 127.0.0.1:5000/feed-lab' }),
  // By default, the chart's version.
  VERSION: version({ default: undefined }),
  PLATFORMS: platforms({ default: ['linux/amd64', 'linux/arm64'] }),
  COSIGN_KEY: str({ default: '' }),
  // Read by cosign itself.
  COSIGN_PASSWORD: str({ default: undefined }),
  KIND_NODE_IMAGE: str({ default: '' }),
  MONITORING_CHART: str({ default: '' }),
};

/** For the tests of the documents. */
export const releaseVariableNames = Object.keys(variables);

/** Variables that GitHub sets in a workflow. */
const workflowVariables = {
  GITHUB_REF_TYPE: str({ default: '' }),
  GITHUB_REF_NAME: str({ default: '' }),
  GITHUB_SERVER_URL: str({ default: '' }),
  GITHUB_WORKFLOW_REF: str({ default: '' }),
};

function readVariables(environment: NodeJS.ProcessEnv, chart: ChartMetadata) {
  refuseUnknownVariables(environment.MAKEFLAGS ?? '', Object.keys(variables));
  const values = readEnvironment(environment, { ...variables, ...workflowVariables });
  const releasedVersion = values.VERSION ?? chart.version;
  const tag = values.GITHUB_REF_TYPE === 'tag' ? values.GITHUB_REF_NAME : '';
  if (tag && tag !== `v${releasedVersion}`)
    throw new ConfigError(
      `the tag ${tag} does not match the version ${releasedVersion}: expected the tag v${releasedVersion}`,
    );
  if (values.COSIGN_KEY && values.COSIGN_PASSWORD === undefined)
    throw new ConfigError('COSIGN_PASSWORD: missing; expected the password of COSIGN_KEY, which may be empty');
  return Object.freeze({
    /** Where images and chart go: REGISTRY/api, REGISTRY/migrator, REGISTRY/charts/feed-lab. */
    registry: values.REGISTRY,
    version: releasedVersion,
    platforms: values.PLATFORMS,
    /** A private key, whose public key is beside it; '' to sign with the workflow's identity. */
    cosignKey: values.COSIGN_KEY,
    kindNodeImage: values.KIND_NODE_IMAGE,
    monitoringChart: values.MONITORING_CHART,
    /** The identity in the certificate of a signature that the workflow makes. */
    workflowIdentity: `${values.GITHUB_SERVER_URL}/${values.GITHUB_WORKFLOW_REF}`,
    source: chart.sources[0] ?? '',
  });
}

export type ReleaseSettings = ReturnType<typeof readVariables>;

/**
 * Reads the settings of a release; the version is the chart's, unless VERSION is set.
 * @throws {LabError} `settings`, which lists every invalid value
 */
export function readReleaseSettings(environment: NodeJS.ProcessEnv, chart = readChartMetadata()): ReleaseSettings {
  try {
    return readVariables(environment, chart);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new LabError('settings', error.message, 'CONTRIBUTING.md describes the variables of make release.');
  }
}

/** A registry on this machine, which speaks plain HTTP. Only loopback addresses count. */
export function isLoopback(registryName: string): boolean {
  return /^(127(\.\d+){3}|localhost)(:|\/)/.test(registryName);
}

/** The registry's host: 127.0.0.1:5000 of 127.0.0.1:5000/feed-lab. */
export function hostOf(registryName: string): string {
  return registryName.split('/')[0] ?? '';
}
