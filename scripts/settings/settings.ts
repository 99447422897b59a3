import { resolve } from 'node:path';
import { EnvError, makeValidator, str } from 'envalid';
import { variants } from '../../app/build.ts';
import { ConfigError, oneOf, readEnvironment, wholeNumber } from '../../app/src/environment.ts';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { type Stage, stageNames } from '../scenario/stages.ts';
import { storyDurationSeconds, storyUsers } from '../scenario/thresholds.ts';

const folder = makeValidator((text: string): string => {
  if (text) return resolve(text);
  throw new EnvError('expected the path of a folder, got ""');
});

/** "30", "30s" or "2m"; resolves to seconds. */
const durationSeconds = makeValidator((text: string): number => {
  const [, digits, unit] = /^(\d{1,4})(s|m)?$/.exec(text) ?? [];
  const seconds = Number(digits) * (unit === 'm' ? 60 : 1);
  if (seconds >= 1 && seconds <= 3600) return seconds;
  throw new EnvError(`expected 1s to 60m, such as 30s or 2m, got "${text}"`);
});

const variables = {
  TARGET: oneOf(
    'local',
    'kind',
  )({
    default: 'kind',
    desc: 'where the lab runs: kind (a cluster; the default, but for lab, guide and dev) or local (processes on this machine)',
  }),
  FIX: oneOf(...variants)({
    default: 'fixed',
    desc: 'what apply-fix deploys: fixed, mine or broken; mine makes apply-index run your own SQL',
  }),
  STAGE: oneOf(...stageNames)({
    default: undefined,
    desc: 'verify exits with 0 only when this stage holds: pooled, indexed, or broken',
  }),
  USERS: wholeNumber(1, 10_000)({ default: storyUsers, desc: 'users of a load test, each with one request at a time' }),
  DURATION: durationSeconds({ default: storyDurationSeconds, desc: 'length of a load test, such as 30s or 2m' }),
  RATE: wholeNumber(
    1,
    100_000,
  )({ default: undefined, desc: 'requests per second in all, instead of as many as the users get' }),
  POSTS: wholeNumber(
    10_000,
    20_000_000,
  )({
    default: undefined,
    desc: 'posts in the database; measured and chosen when neither this nor SCRAM_ITERATIONS is given (local), 10,000 (kind)',
  }),
  // Beyond this a single login can take longer than the broken API waits for one, and it would never be ready.
  SCRAM_ITERATIONS: wholeNumber(
    1,
    100_000,
  )({
    default: undefined,
    desc: 'rounds of hashing per database login; measured and chosen when neither this nor POSTS is given (local)',
  }),
  LOAD_ENGINE: oneOf(
    'auto',
    'k6',
    'autocannon',
  )({ default: 'auto', desc: 'what makes the load: k6, autocannon, or auto (k6 if installed)' }),
  API_PORT: wholeNumber(1, 65_535)({ default: 3000, desc: 'port of the feed API on 127.0.0.1' }),
  POSTGRES_PORT: wholeNumber(1, 65_535)({ default: 5433, desc: 'port of PostgreSQL on 127.0.0.1 (local)' }),
  GRAFANA_PORT: wholeNumber(
    1,
    65_535,
  )({ default: 3002, desc: 'port of Grafana (kind) or of the live page (local) on 127.0.0.1' }),
  PROMETHEUS_PORT: wholeNumber(1, 65_535)({ default: 9090, desc: 'port of Prometheus on 127.0.0.1 (kind)' }),
  KIND_NODE_IMAGE: str({
    default: '',
    desc: "image of the cluster's node, instead of the one in k8s/kind.yaml (kind)",
  }),
  KUBE_CONTEXT: str({
    default: '',
    desc: 'a context of your kubeconfig: the lab goes into that cluster instead of making one with kind (kind)',
  }),
  REGISTRY: str({
    default: '',
    desc: 'where that cluster gets the images of the lab: they are pushed there, as REGISTRY/feed-lab/... (kind)',
  }),
  MONITORING_CHART: str({
    default: '',
    desc: 'folder with kube-prometheus-stack, instead of the download: for networks without internet (kind)',
  }),
  LAB_FOLDER: folder({ default: `${projectFolder}.lab`, desc: 'where the local lab keeps data, logs and process ids' }),
  RESULTS_FOLDER: folder({ default: `${projectFolder}results`, desc: 'where load tests write their results' }),
};

/** Every variable: its name, what it means, and what it is when nobody says; '' where that is nothing. */
export const variableReference: { name: string; meaning: string; otherwise: string }[] = Object.entries(variables).map(
  ([name, spec]) => ({
    name,
    meaning: spec.desc ?? '',
    otherwise: 'default' in spec && spec.default ? String(spec.default) : '',
  }),
);

/** Name and meaning of every variable, for --help. */
export const variableDescriptions: [string, string][] = variableReference.map(({ name, meaning, otherwise }) => [
  name,
  otherwise ? `${meaning} [${otherwise}]` : meaning,
]);

export interface Settings {
  target: 'local' | 'kind';
  fix: (typeof variants)[number];
  /** The stage that verify shall find; undefined when any will do. */
  stage: Stage | undefined;
  users: number;
  durationSeconds: number;
  ratePerSecond: number | undefined;
  posts: number | undefined;
  scramIterations: number | undefined;
  loadEngine: 'auto' | 'k6' | 'autocannon';
  apiPort: number;
  postgresPort: number;
  grafanaPort: number;
  prometheusPort: number;
  kindNodeImage: string;
  kubeContext: string;
  registry: string;
  monitoringChart: string;
  labFolder: string;
  resultsFolder: string;
}

/** What stands behind a verb, make passes on as `-- NAME=value` (GNU make, "Options/Recursion"): a typo would be ignored in silence. */
function refuseUnknown(makeFlags: string): void {
  const given = [
    ...makeFlags
      .split(/(?:^| )-- /)
      .slice(1)
      .join(' ')
      .matchAll(/(?:^|(?<!\\)\s)(\w+)=/g),
  ].map(([, name = '']) => name);
  const unknown = given.filter((name) => !(name in variables) && name !== 'ARGS');
  if (unknown.length > 0) throw new ConfigError(unknown.map((name) => `${name}: there is no such variable`).join('\n'));
}

/** @throws {ConfigError} */
function requireDifferent<Name extends string>(ports: Record<Name, number>, ...names: Name[]): void {
  const twice = names.find((name, index) => names.findIndex((other) => ports[other] === ports[name]) !== index);
  if (twice) throw new ConfigError(`${names.join(', ')}: expected different ports, got ${ports[twice]} twice`);
}

/**
 * Everything a person can set for a verb, from the environment (`make VERB NAME=value` puts it there).
 * `target` is where the verb runs when nobody says otherwise.
 * @throws {LabError} `settings`, naming every mistake at once
 */
export function readSettings(environment: NodeJS.ProcessEnv, target: Settings['target'] = 'kind'): Settings {
  try {
    refuseUnknown(environment.MAKEFLAGS ?? '');
    const found = readEnvironment({ TARGET: target, ...environment }, variables);
    if (Boolean(found.KUBE_CONTEXT) !== Boolean(found.REGISTRY))
      throw new ConfigError(
        'KUBE_CONTEXT, REGISTRY: both or neither; another cluster cannot get images from this machine',
      );
    requireDifferent(found, 'API_PORT', 'POSTGRES_PORT', 'GRAFANA_PORT', 'PROMETHEUS_PORT');
    return Object.freeze({
      target: found.TARGET,
      fix: found.FIX,
      stage: found.STAGE,
      users: found.USERS,
      durationSeconds: found.DURATION,
      ratePerSecond: found.RATE,
      posts: found.POSTS,
      scramIterations: found.SCRAM_ITERATIONS,
      loadEngine: found.LOAD_ENGINE,
      apiPort: found.API_PORT,
      postgresPort: found.POSTGRES_PORT,
      grafanaPort: found.GRAFANA_PORT,
      prometheusPort: found.PROMETHEUS_PORT,
      kindNodeImage: found.KIND_NODE_IMAGE,
      kubeContext: found.KUBE_CONTEXT,
      registry: found.REGISTRY,
      monitoringChart: found.MONITORING_CHART,
      labFolder: found.LAB_FOLDER,
      resultsFolder: found.RESULTS_FOLDER,
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new LabError(
      'settings',
      error.message,
      'Correct the values above; `make lab ARGS=--help` says what each one means.',
    );
  }
}
