import { resolve } from 'node:path';
import { EnvError, makeValidator, str } from 'envalid';
import { variants } from '../../app/build.ts';
import { httpUrl, oneOf, wholeNumber } from '../../app/src/environment.ts';
import { blockedPorts } from '../lib/blocked-ports.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { stageNames } from '../scenario/stages.ts';
import { storyDurationSeconds, storyUsers } from '../scenario/story.ts';
import { parseRegistry } from './registry.ts';

const anyPort = wholeNumber(1, 65_535)();
const port = makeValidator((text: string): number => {
  const value = anyPort._parse(text);
  if (!blockedPorts.has(value)) return value;
  throw new EnvError(
    `expected a port that browsers do not block, got "${text}" (https://fetch.spec.whatwg.org/#port-blocking)`,
  );
});
const requestRate = wholeNumber(1, 100_000);
const tableSize = wholeNumber(10_000, 100_000_000);
// With more, one login can take longer than the broken API waits for a connection.
const scramIterations = wholeNumber(1, 100_000);
/** The places where the lab can run. */
export const targetNames = ['local', 'kind'] as const;
export type TargetName = (typeof targetNames)[number];

const target = oneOf(...targetNames);
const loadEngine = oneOf('auto', 'k6', 'autocannon');

const folder = makeValidator((text: string): string => {
  if (text) return resolve(text);
  throw new EnvError('expected the path of a folder, got ""');
});

/** "30", "30s" or "2m", as seconds. */
const durationSeconds = makeValidator((text: string): number => {
  const [, digits, unit] = /^(\d{1,4})(s|m)?$/.exec(text) ?? [];
  const seconds = Number(digits) * (unit === 'm' ? 60 : 1);
  if (seconds >= 1 && seconds <= 3600) return seconds;
  throw new EnvError(`expected 1s to 60m, such as 30s or 2m, got "${text}"`);
});

const registry = makeValidator((text: string): string => {
  const name = text ? parseRegistry(text) : '';
  if (name !== undefined) return name;
  throw new EnvError(`expected a registry, such as registry.example.com/me, got "${text}"`);
});

/** An operating system and an architecture, as Docker writes them. */
const platform = makeValidator((text: string): string => {
  if (/^(linux\/[a-z0-9]+(\/v\d)?)?$/.test(text)) return text;
  throw new EnvError(`expected a platform such as linux/amd64 or linux/arm64, got "${text}"`);
});

/** Every variable of the verbs, with its default and its description in the help. */
export const variables = {
  TARGET: target({
    default: 'kind',
    desc: 'where the lab runs: kind (a cluster) or local (processes on this machine; the default for lab, guide and dev)',
  }),
  FIX: oneOf(...variants)({
    default: 'fixed',
    desc: 'what apply-fix deploys: fixed, mine (your own code) or broken; with mine, apply-index runs your own SQL',
  }),
  STAGE: oneOf(...stageNames)({
    default: undefined,
    desc: 'the stage that verify expects: pooled, indexed or broken; it exits with 0 only if that stage holds',
  }),
  USERS: wholeNumber(
    1,
    10_000,
  )({ default: storyUsers, desc: 'users in a load test; each sends one request at a time' }),
  DURATION: durationSeconds({ default: storyDurationSeconds, desc: 'how long a load test runs, such as 30s or 2m' }),
  RATE: requestRate({ default: undefined, desc: 'total requests per second, instead of as many as the users can get' }),
  POSTS: tableSize({
    default: undefined,
    desc: 'posts in the database; by default 10,000 (kind), or chosen by lab and the first up, by measuring (local)',
  }),
  SCRAM_ITERATIONS: scramIterations({
    default: undefined,
    desc: 'rounds of password hashing per database login; by default chosen by lab and the first up, by measuring (local)',
  }),
  OTLP_ENDPOINT: httpUrl({
    default: '',
    desc: 'the OpenTelemetry collector to which the API sends a trace of every request, such as http://127.0.0.1:4318 (local)',
  }),
  LOAD_ENGINE: loadEngine({
    default: 'auto',
    desc: 'load generator: k6, autocannon, or auto, which is k6 if it is installed (local)',
  }),
  API_PORT: port({ default: 3000, desc: 'port of the feed API on 127.0.0.1' }),
  POSTGRES_PORT: wholeNumber(1, 65_535)({ default: 5433, desc: 'port of PostgreSQL on 127.0.0.1 (local)' }),
  GRAFANA_PORT: port({ default: 3002, desc: 'port of Grafana (kind) or of the live page (local) on 127.0.0.1' }),
  PROMETHEUS_PORT: port({ default: 9090, desc: 'port of Prometheus on 127.0.0.1 (kind)' }),
  KIND_NODE_IMAGE: str({
    default: '',
    desc: "image for the cluster's node, instead of the one in k8s/kind.yaml (kind)",
  }),
  KUBE_CONTEXT: str({
    default: '',
    desc: 'a context in your kubeconfig: use that cluster instead of creating one with kind (kind)',
  }),
  REGISTRY: registry({
    default: '',
    desc: "registry for the cluster of KUBE_CONTEXT: the lab's images are pushed there, as REGISTRY/feed-lab/... (kind)",
  }),
  REGISTRY_IMAGES: oneOf(
    'own',
    'all',
  )({
    default: 'own',
    desc: "images to push to REGISTRY: own (the lab's), or all, for a cluster that cannot reach other registries (kind)",
  }),
  IMAGE_PLATFORM: platform({
    default: '',
    desc: "platform of the lab's images, such as linux/arm64, if the nodes have several or cannot be listed (kind)",
  }),
  MONITORING_CHART: str({
    default: '',
    desc: 'folder with the chart kube-prometheus-stack, to use instead of downloading it (kind)',
  }),
  LAB_FOLDER: folder({
    default: `${projectFolder}.lab`,
    desc: 'folder for the data, logs and process IDs of the local lab',
  }),
  RESULTS_FOLDER: folder({ default: `${projectFolder}results`, desc: 'folder for the results of load tests' }),
};

export type VariableName = keyof typeof variables;

/** Every variable, for docs/reference.md. `defaultText` is '' if there is no default. */
export const variableReference = Object.entries(variables).map(([name, { desc = '', default: value }]) => ({
  name,
  meaning: desc,
  defaultText: value ? String(value) : '',
}));

/** Name and meaning of every variable, for --help. */
export const variableDescriptions = variableReference.map(({ name, meaning, defaultText }): [string, string] => [
  name,
  defaultText ? `${meaning} [${defaultText}]` : meaning,
]);
