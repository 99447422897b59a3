import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Report } from '../../lib/report.ts';
import { readSettings } from '../../settings/settings.ts';
import { kindTarget } from './kind.ts';

// A folder for fake tools, first on PATH.
let folder: string;
const path = process.env.PATH;

/** A shell script that runs the command of the first pattern that its arguments match. */
function tool(name: string, commands: Record<string, string>): void {
  const cases = Object.entries(commands).map(([pattern, command]) => `${pattern}) ${command} ;;`);
  writeFileSync(join(folder, name), ['#!/bin/sh', 'case "$*" in', ...cases, 'esac', ''].join('\n'));
  chmodSync(join(folder, name), 0o755);
}

const namespace = JSON.stringify({ metadata: { labels: { 'feed-lab/created-by-the-lab': 'true' } } });
const release = JSON.stringify({ api: { image: { tag: 'broken-0123456789ab' } }, monitoring: { enabled: true } });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feed-lab-release-'));
  process.env.PATH = `${folder}${delimiter}${path}`;
  mkdirSync(join(folder, 'monitoring'));
  writeFileSync(join(folder, 'monitoring/Chart.yaml'), 'name: kube-prometheus-stack\n');
  tool('kind', { '*version': 'echo kind v0.30.0', '*clusters*': 'echo feed-lab' });
  tool('docker', { '--version': 'echo Docker version 28.2.2', 'info*': 'echo 9999999999 /x', '*': 'echo feed-lab' });
  tool('kubectl', {
    '*"filename -"': `cat >${folder}/applied`,
    '*"get namespace"*': `echo '${namespace}'`,
    '*"get nodes"*': 'echo linux/amd64',
    '*version*': 'echo v1.34.0',
    '*': `echo '{"items":[]}'`,
  });
  tool('helm', {
    '*version*': 'echo v3.19.0',
    '*"get values"*': `echo '${release}'`,
    '*" template "*': `cat >${folder}/kept`,
    // Fails, because only the arguments of the upgrade matter here.
    '*" upgrade "*': `printf '%s\\n' "$@" >${folder}/upgrade; exit 1`,
  });
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

const report = { print() {}, step: (_: string, work: (progress: () => void) => unknown) => work(() => {}) };
const { signal } = new AbortController();
const others = { KUBE_CONTEXT: 'shared', REGISTRY: 'registry.example.com/me' };

/** The values that a verb passes to `helm upgrade`: files, and single ones by name. */
async function valuesOf(verb: 'start' | 'deploy' | 'migrate', environment: Record<string, string>) {
  const LAB_FOLDER = join(folder, 'lab');
  mkdirSync(LAB_FOLDER, { recursive: true });
  const settings = readSettings({ LAB_FOLDER, MONITORING_CHART: join(folder, 'monitoring'), ...environment });
  const target = kindTarget(settings);
  const printing = report as unknown as Report;
  const verbs = {
    start: () => target.start(printing, signal),
    deploy: () => target.deploy('fixed', printing, signal),
    migrate: () => target.migrate(2, printing, signal),
  };
  await assert.rejects(verbs[verb](), /helm upgrade/);
  assert.ok(existsSync(join(folder, 'upgrade')));
  const flags = readFileSync(join(folder, 'upgrade'), 'utf8').split('\n');
  const after = (flag: string) => flags.filter((_, index) => flags[index - 1] === flag);
  return { files: after('--values'), single: new Map(after('--set').map((set) => set.split('=') as [string, string])) };
}

for (const verb of ['start', 'deploy', 'migrate'] as const) {
  test(`${verb} passes the node ports and the priority class of the lab's own cluster`, async () => {
    const { files, single } = await valuesOf(verb, {});
    assert.match(files.join(), /\/k8s\/lab-values\.yaml$/);
    assert.equal(single.get('postgres.priorityClassName'), 'feed-lab-database');
  });

  test(`${verb} passes no node ports to another cluster, but the name of Grafana`, async () => {
    const { files, single } = await valuesOf(verb, { ...others, REGISTRY_IMAGES: 'all' });
    assert.deepEqual(files, []);
    assert.equal(single.get('kube-prometheus-stack.grafana.fullnameOverride'), 'grafana');
    assert.equal(single.get('kube-prometheus-stack.prometheusOperator.enabled'), 'false');
    assert.equal(single.get('global.imageRegistry'), others.REGISTRY);
  });
}

test('deploy selects its image even if the release has the digest of another', async () => {
  const { single } = await valuesOf('deploy', others);
  assert.equal(single.get('api.image.registry'), others.REGISTRY);
  assert.equal(single.get('api.image.repository'), 'feed-lab/api');
  assert.match(single.get('api.image.tag') ?? '', /^fixed-[0-9a-f]{12}$/);
  assert.equal(single.get('api.image.digest'), '');
});

test('start selects both images even if the release has digests of others', async () => {
  const { single } = await valuesOf('start', {});
  assert.match(single.get('api.image.tag') ?? '', /^broken-[0-9a-f]{12}$/);
  assert.equal(single.get('api.image.digest'), '');
  assert.equal(single.get('database.image.digest'), '');
});

test('images are loaded even if the node has read enough before Docker has written everything', async () => {
  const whenImported = `until [ -e ${folder}/imported ]; do sleep 0.01; done; echo padding`;
  tool('docker', {
    '--version': 'echo Docker version 28.2.2',
    'info*': 'echo 9999999999 /x',
    'save*': whenImported,
    '*" import "*': `touch ${folder}/imported`,
    '*': 'echo feed-lab',
  });
  await valuesOf('deploy', {});
});

test('while Docker does not respond, start reports that, and keeps the marker of an interrupted creation', async () => {
  const failure = 'echo "Cannot connect to the Docker daemon" >&2; exit 1';
  tool('docker', { '--version': 'echo Docker version 28.2.2', '*': failure });
  const settings = readSettings({ LAB_FOLDER: folder });
  const marker = join(folder, 'cluster-creation-started');
  writeFileSync(marker, '');
  const starting = kindTarget(settings).start(report as unknown as Report, signal);
  await assert.rejects(starting, { code: 'preflight', message: /does not respond: Cannot connect/ });
  assert.ok(existsSync(marker));
});
