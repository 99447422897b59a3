import type { CleanedEnv } from 'envalid';
import { ConfigError, readEnvironment } from '../../app/src/environment.ts';
import { LabError } from '../lib/lab-error.ts';
import { requireConsistent } from './consistency.ts';
import { assignedByMake, refuseUnknownVariables } from './unknown-variables.ts';
import { onlyOn, onlyWithKubeContext, usedAlways } from './variable-uses.ts';
import { type TargetName, type VariableName, variables } from './variables.ts';

/** The variable of each setting. */
const variableOf = {
  target: 'TARGET',
  fix: 'FIX',
  /** The stage that verify requires; undefined if any will do. */
  stage: 'STAGE',
  users: 'USERS',
  durationSeconds: 'DURATION',
  ratePerSecond: 'RATE',
  posts: 'POSTS',
  scramIterations: 'SCRAM_ITERATIONS',
  otlpEndpoint: 'OTLP_ENDPOINT',
  loadEngine: 'LOAD_ENGINE',
  apiPort: 'API_PORT',
  postgresPort: 'POSTGRES_PORT',
  grafanaPort: 'GRAFANA_PORT',
  prometheusPort: 'PROMETHEUS_PORT',
  kindNodeImage: 'KIND_NODE_IMAGE',
  kubeContext: 'KUBE_CONTEXT',
  registry: 'REGISTRY',
  registryImages: 'REGISTRY_IMAGES',
  imagePlatform: 'IMAGE_PLATFORM',
  monitoringChart: 'MONITORING_CHART',
  labFolder: 'LAB_FOLDER',
  resultsFolder: 'RESULTS_FOLDER',
} as const satisfies Record<string, VariableName>;

type Values = CleanedEnv<typeof variables>;
type Name = keyof typeof variableOf;
export type Settings = { readonly [Setting in Name]: Values[(typeof variableOf)[Setting]] };

function asLabError(error: unknown): unknown {
  if (!(error instanceof ConfigError)) return error;
  return new LabError(
    'settings',
    error.message,
    'Correct the values above, or remove them; docs/reference.md describes every variable.',
  );
}

/** Reads some of the variables. @throws {ConfigError} naming every invalid one */
function read<Chosen extends VariableName>(environment: NodeJS.ProcessEnv, names: readonly Chosen[]) {
  const specs = Object.fromEntries(names.map((name) => [name, variables[name]]));
  // A copy, because envalid's object throws when something asks for another variable.
  return { ...readEnvironment(environment, specs) } as unknown as Pick<Values, Chosen>;
}

function readUsed(environment: NodeJS.ProcessEnv, uses: readonly VariableName[]): void {
  refuseUnknownVariables(environment.MAKEFLAGS ?? '', Object.keys(variables));
  // Not validated here: an invalid TARGET is reported together with the others.
  const target = environment.TARGET as TargetName;
  const assigned = assignedByMake(environment.MAKEFLAGS ?? '');
  const isUsed = (name: VariableName) =>
    (onlyOn[name] ?? target) === target &&
    (Boolean(environment.KUBE_CONTEXT) || assigned.includes(name) || !onlyWithKubeContext.includes(name));
  const used = [...new Set([...usedAlways, ...uses])].filter(isUsed);
  requireConsistent(read(environment, used));
}

/**
 * Reads the settings of a verb from the environment, to which make adds `NAME=value`. The variables
 * that the verb `uses` are checked now, all at once; any other only when something reads it: it may
 * be exported for another program. `target` is the default of TARGET.
 * @throws {LabError} `settings`, which lists every invalid value
 */
export function readSettings(
  environment: NodeJS.ProcessEnv,
  { target = 'kind', uses = Object.values(variableOf) }: { target?: TargetName; uses?: readonly VariableName[] } = {},
): Settings {
  // STAGE= in front of a verb removes an exported value.
  const set = Object.entries(environment).filter(([, value]) => value !== '');
  const given = { TARGET: target, ...Object.fromEntries(set) };
  const settings = {};
  for (const [setting, variable] of Object.entries(variableOf))
    Object.defineProperty(settings, setting, {
      enumerable: true,
      get() {
        try {
          return read(given, [variable])[variable];
        } catch (error) {
          throw asLabError(error);
        }
      },
    });
  try {
    readUsed(given, uses);
  } catch (error) {
    throw asLabError(error);
  }
  return Object.freeze(settings) as Settings;
}
