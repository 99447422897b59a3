import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { ClusterAccess } from './cluster-access.ts';
import { clusterCreation } from './cluster-creation.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feed-lab-creation-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/**
 * Docker and kind, with a node that was created at a time; `nodes` are those of its Kubernetes, and
 * `failure` is an error of Docker itself.
 */
function fakeAccess({ created = '', nodes = '', ours = '', failure = '' }) {
  const deleted: string[] = [];
  const access = {
    async docker([verb, ...args]: string[]) {
      if (failure) throw new Error(failure);
      if (verb === 'inspect')
        return created ? `${created}\n` : Promise.reject(new Error('Error: No such object: feed-lab-control-plane'));
      if (nodes === '') throw new Error('admin.conf: no such file');
      return args.includes('--selector') ? ours : nodes;
    },
    async kind(args: string[]) {
      deleted.push(args.join(' '));
      created = '';
      return '';
    },
    withSignal: () => access,
  } as unknown as ClusterAccess;
  return { deleted, creation: clusterCreation(access, folder) };
}

// As Docker prints it, with nanoseconds.
const later = () => new Date(Date.now() + 1000).toISOString().replace('Z', '123456Z');
const marker = () => existsSync(join(folder, 'cluster-creation-started'));
const interrupted = () => Promise.reject(new Error('interrupted'));
const deletion = 'delete cluster --name feed-lab';

test('a creation that succeeds leaves no marker', async () => {
  const { creation, deleted } = fakeAccess({ created: later() });
  await creation.run(async () => assert.ok(marker()));
  assert.equal(marker(), false);
  assert.deepEqual(deleted, []);
});

test('what an interrupted creation leaves is deleted', async () => {
  const { creation, deleted } = fakeAccess({ created: later() });
  await assert.rejects(creation.run(interrupted), /interrupted/);
  assert.deepEqual(deleted, [deletion]);
  assert.equal(marker(), false);
});

test("a node that is older than the marker is not the creation's", async () => {
  const { creation, deleted } = fakeAccess({ created: '2026-01-02T03:04:05.123456789Z' });
  await creation.run(async () => assert.equal(await creation.isIncomplete(), false));
  assert.deepEqual(deleted, []);
});

test('a complete cluster that somebody else has created since is kept', async () => {
  const { creation, deleted } = fakeAccess({ created: later(), nodes: 'node/feed-lab-control-plane' });
  await assert.rejects(creation.run(interrupted));
  assert.deepEqual(deleted, []);
  assert.equal(marker(), false);
});

test('a complete cluster of an interrupted creation is deleted', async () => {
  const node = 'node/feed-lab-control-plane';
  const { creation, deleted } = fakeAccess({ created: later(), nodes: node, ours: node });
  await assert.rejects(creation.run(interrupted));
  assert.deepEqual(deleted, [deletion]);
});

test('while Docker does not respond, the marker of an interrupted creation is kept', async () => {
  writeFileSync(join(folder, 'cluster-creation-started'), '');
  const failure = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.';
  const { creation, deleted } = fakeAccess({ created: later(), failure });
  await assert.rejects(creation.removeRemains(), /Cannot connect/);
  await assert.rejects(creation.isIncomplete(), /Cannot connect/);
  assert.ok(marker());
  assert.deepEqual(deleted, []);
});

test('the marker of a creation that left no container is deleted', async () => {
  writeFileSync(join(folder, 'cluster-creation-started'), '');
  const { creation } = fakeAccess({});
  await creation.removeRemains();
  assert.equal(marker(), false);
});

test("a creation's own error is reported even if Docker no longer responds", async (context) => {
  context.mock.timers.enable({ apis: ['Date'] });
  const { creation } = fakeAccess({ failure: 'Cannot connect to the Docker daemon' });
  const creating = creation.run(async () => {
    throw new Error('kind failed');
  });
  const rejected = assert.rejects(creating, /kind failed/);
  await new Promise((resolve) => setImmediate(resolve));
  context.mock.timers.tick(60_000);
  await rejected;
  assert.ok(marker());
});
