import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { seedBytes } from '../../../db-migrations/src/seed-disk.ts';
import { findFreePort } from '../../lib/ports.ts';
import { readSettings } from '../../settings/settings.ts';
import { checkBuildKit, checkDocker, checkInotify, checkMemoryAndDisk, checkPorts, checkTools } from './preflight.ts';

// A folder for fake tools, first on PATH.
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

const installDocker = (memoryMebibytes: number, rootFolder: string) =>
  install('docker', `echo ${memoryMebibytes * 2 ** 20} ${rootFolder}`);

test('a tool that is not installed is reported, with its download page', async () => {
  process.env.PATH = folder;
  await assert.rejects(checkTools('kind'), { code: 'tool_missing', message: /kind/, whatToDo: /https:\/\/kind/ });
});

test('a tool that is too old is reported with both versions, which are compared numerically', async () => {
  install('helm', 'echo v3.9.4+gdbc6d8e');
  const message = 'helm is 3.9.4; the lab needs 3.14 or newer.';
  await assert.rejects(checkTools('helm'), { code: 'preflight', message });
  for (const version of ['3.14', '3.14.0', '3.15.1', '4.3.1', '10.0.0']) {
    install('helm', `echo v${version}+g1234567`);
    await checkTools('helm');
  }
});

test("Podman installed as docker is named, and its version is not compared with Docker's", async () => {
  const notice = 'echo "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg." >&2';
  const expected = {
    code: 'preflight',
    message: "The docker command is Podman's emulation (podman version 4.9.3); the lab needs Docker itself.",
    whatToDo: /docs\.docker\.com.*make lab/,
  };
  for (const first of [notice, 'true']) {
    install('docker', `${first}; [ "$1" = info ] && exit 125; echo podman version 4.9.3`);
    await assert.rejects(checkTools('docker'), expected);
    await assert.rejects(checkDocker(), expected);
  }
});

test('a Docker daemon that does not respond is reported with its own message', async () => {
  install('docker', 'echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1');
  await assert.rejects(checkDocker(), { code: 'preflight', message: /does not respond: Cannot connect/ });
});

test('too little memory for Docker is reported with the amount that the cluster needs', async () => {
  installDocker(2048, tmpdir());
  const message = 'Docker has 2048 MiB of memory; the cluster needs 5120.';
  await assert.rejects(checkMemoryAndDisk(), { code: 'preflight', message });
});

test('a disk that is too full for the images is reported, unless it cannot be read', async () => {
  // /proc is a file system without free space.
  installDocker(8192, '/proc');
  const message = /folder \/proc has 0 MiB free; the cluster needs 8192/;
  await assert.rejects(checkMemoryAndDisk(), { code: 'preflight', message });
  const withPosts = /folder \/proc has 0 MiB free; the cluster needs 11267/;
  await assert.rejects(checkMemoryAndDisk(seedBytes(10_000_000)), { code: 'preflight', message: withPosts });
  installDocker(8192, '/in/another/machine');
  await checkMemoryAndDisk();
});

test('too low a limit of inotify instances is reported with the command that raises it', {
  skip: process.platform !== 'linux',
}, () => {
  const limit = join(folder, 'max_user_instances');
  writeFileSync(limit, '64\n');
  const whatToDo = /sysctl fs\.inotify\.max_user_instances=512/;
  assert.throws(() => checkInotify(limit), { code: 'preflight', whatToDo });
  writeFileSync(limit, '128\n');
  checkInotify(limit);
});

test('a taken port is reported with the variable that selects another', async (context) => {
  const free = { API_PORT: await findFreePort(), PROMETHEUS_PORT: await findFreePort() };
  const otherServer = createServer().listen(0, '127.0.0.1');
  context.after(() => otherServer.close());
  await once(otherServer, 'listening');
  const { port } = otherServer.address() as { port: number };
  const ports = Object.entries({ ...free, GRAFANA_PORT: port }).map(([name, value]) => [name, String(value)]);
  const settings = readSettings(Object.fromEntries(ports));
  await assert.rejects(checkPorts(settings), { code: 'port_taken', whatToDo: /GRAFANA_PORT=/ });
});

test('a Docker that needs the plugin buildx and lacks it is reported', async () => {
  const without = (version: string) => `[ "$1" = buildx ] && exit 1; echo Docker version ${version}, build 1234567`;
  install('docker', without('28.2.2'));
  await assert.rejects(checkBuildKit(), { code: 'preflight', message: /buildx is missing/ });
  install('docker', without('20.10.24'));
  await checkBuildKit();
  install('docker', 'echo Docker version 28.2.2, build 1234567');
  await checkBuildKit();
});
