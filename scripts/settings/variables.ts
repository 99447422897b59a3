import { resolve } from 'node:path';
import { EnvError, makeValidator, str } from 'envalid';
import { variants } from '../../app/build.ts';
import { oneOf, wholeNumber } from '../../app/src/environment.ts';
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
const tableSize = wholeNumber(10_000, 20_000_000);
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
  DURATION: durationSeconds({ default: storyDurationSeconds, desc: 'duration of a load test, such as 30s or 2m' }),
  RATE: requestRate({ default: undefined, desc: 'requests per second in all, instead of as many as the users get' }),
  POSTS: tableSize({
    default: undefined,
    desc: 'posts in the database; measured and chosen when neither this nor SCRAM_ITERATIONS is given (local), 10,000 (kind)',
  }),
  SCRAM_ITERATIONS: scramIterations({
    default: undefined,
    desc: 'rounds of hashing per database login; measured and chosen when neither this nor POSTS is given (local)',
  }),
  LOAD_ENGINE: loadEngine({ default: 'auto', desc: 'the load generator: k6, autocannon, or auto (k6 if installed)' }),
  API_PORT: port({ default: 3000, desc: 'port of the feed API on 127.0.0.1' }),
  POSTGRES_PORT: wholeNumber(1, 65_535)({ default: 5433, desc: 'port of PostgreSQL on 127.0.0.1 (local)' }),
  GRAFANA_PORT: port({ default: 3002, desc: 'port of Grafana (kind) or of the live page (local) on 127.0.0.1' }),
  PROMETHEUS_PORT: port({ default: 9090, desc: 'port of Prometheus on 127.0.0.1 (kind)' }),
  KIND_NODE_IMAGE: str({
    default: '',
    desc: "image of the cluster's node, instead of the one in k8s/kind.yaml (kind)",
  }),
  KUBE_CONTEXT: str({
    default: '',
    desc: 'a context of your kubeconfig: the lab goes into that cluster instead of making one with kind (kind)',
  }),
  REGISTRY: registry({
    default: '',
    desc: 'where that cluster gets the images of the lab: they are pushed there, as REGISTRY/feed-lab/... (kind)',
  }),
  REGISTRY_IMAGES: oneOf(
    'own',
    'all',
  )({
    default: 'own',
    desc: "what is pushed to REGISTRY: the lab's own images, or all, for a cluster that reaches no other registry (kind)",
  }),
  IMAGE_PLATFORM: platform({
    default: '',
    desc: "platform of the lab's images, such as linux/arm64, where the nodes have several or cannot be read (kind)",
  }),
  MONITORING_CHART: str({
    default: '',
    desc: 'folder with kube-prometheus-stack, instead of the download: for networks without internet (kind)',
  }),
  LAB_FOLDER: folder({ default: `${projectFolder}.lab`, desc: 'where the local lab keeps data, logs and process ids' }),
  RESULTS_FOLDER: folder({ default: `${projectFolder}results`, desc: 'where load tests write their results' }),
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
