import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { findFreePort } from '../../lib/ports.ts';
import { readSettings } from '../../settings/settings.ts';
import { checkDocker, checkInotify, checkPorts, checkRoom, checkTools, compareVersions } from './preflight.ts';

// A machine with other tools than this one: programs of the same names, first on PATH.
let folder: string;
const path = process.env.PATH;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feed-lab-tools-'));
  process.env.PATH = `${folder}${delimiter}${path}`;
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

function install(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

const dockerInfo = (memoryMebibytes: number, rootFolder: string) =>
  install('docker', `echo ${memoryMebibytes * 2 ** 20} ${rootFolder}`);

test('versions are compared part by part, as numbers', () => {
  assert.ok(compareVersions('1.9.0', '1.29') < 0);
  assert.ok(compareVersions('1.34.4', '1.29') > 0);
  assert.ok(compareVersions('20.10.24', '20.10') === 0);
  assert.ok(compareVersions('4.3.1', '3.14') > 0);
});

test('a tool that is not installed is named, with where to get it', async () => {
  process.env.PATH = folder;
  await assert.rejects(checkTools('kind'), { code: 'tool_missing', message: /kind/, whatToDo: /https:\/\/kind/ });
});

test('a tool that is too old is named with both versions', async () => {
  install('helm', 'echo v3.9.4+gdbc6d8e');
  await assert.rejects(checkTools('helm'), {
    code: 'preflight',
    message: 'helm is 3.9.4; the lab needs 3.14 or newer.',
  });
  install('helm', 'echo v4.3.1+g1234567');
  await checkTools('helm');
});

test('a Docker that does not answer is told in its own words', async () => {
  install('docker', 'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1');
  await assert.rejects(checkDocker(), { code: 'preflight', message: /does not answer: Cannot connect/ });
});

test('a Docker with too little memory is told what the cluster needs', async () => {
  dockerInfo(2048, tmpdir());
  await assert.rejects(checkRoom(), {
    code: 'preflight',
    message: 'Docker has 2048 MiB of memory; the cluster needs 5120.',
  });
});

test('a disk that is too full for the images is told, unless it cannot be seen', async () => {
  // /proc is a file system without room.
  dockerInfo(8192, '/proc');
  await assert.rejects(checkRoom(), {
    code: 'preflight',
    message: /folder \/proc has 0 MiB free; the cluster needs 8192/,
  });
  dockerInfo(8192, '/in/another/machine');
  await checkRoom();
});

test('too few inotify instances are told with the command that allows more', {
  skip: process.platform !== 'linux',
}, () => {
  const limit = join(folder, 'max_user_instances');
  writeFileSync(limit, '64\n');
  assert.throws(() => checkInotify(limit), {
    code: 'preflight',
    whatToDo: /sysctl fs\.inotify\.max_user_instances=512/,
  });
  writeFileSync(limit, '128\n');
  checkInotify(limit);
});

test('a taken port is told with the variable that chooses another', async (context) => {
  const free = { API_PORT: await findFreePort(), PROMETHEUS_PORT: await findFreePort() };
  const stranger = createServer().listen(0, '127.0.0.1');
  context.after(() => stranger.close());
  await once(stranger, 'listening');
  const { port } = stranger.address() as { port: number };
  const environment = { ...free, GRAFANA_PORT: port };
  const settings = readSettings(
    Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
  );
  await assert.rejects(checkPorts(settings), { code: 'port_taken', whatToDo: /GRAFANA_PORT=/ });
});
