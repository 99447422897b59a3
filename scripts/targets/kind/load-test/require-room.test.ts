// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../../lib/lab-error.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import type { NodeRoom } from './node-room.ts';
import { requireRoom, requireRoomOn } from './require-room.ts';

const gibibyte = 2 ** 30;
const node = (name: string, freeGibibytes: number, freeCpu = 1): NodeRoom => ({
  name,
  allocatable: { cpu: 2, memory: 8 * gibibyte },
  free: { cpu: freeCpu, memory: freeGibibytes * gibibyte },
});
const plan = (users: number, pods?: number) => ({ users, durationSeconds: 30, ratePerSecond: undefined, pods });

function refusal(work: () => void): LabError {
  try {
    work();
  } catch (error) {
    if (error instanceof LabError) return error;
  }
  throw new Error('expected a LabError');
}

test('a load test that fits on a node may start', () => {
  requireRoomOn([node('a', 0.1), node('b', 1)], plan(1000));
  requireRoomOn([node('a', 4), node('b', 4)], plan(10_000, 4));
});

test('a load test that fits on no node is refused with the numbers and the users that fit', () => {
  const { code, message, whatToDo } = refusal(() => requireRoomOn([node('a', 4)], plan(10_000)));
  assert.equal(code, 'preflight');
  assert.equal(
    message,
    'A load test with 10,000 users needs 7,640 MiB of memory and 200m CPU, and no node has that much left. Node a has free: 4,096 MiB of 8,192 MiB, and 1,000m of 2,000m CPU; the requests of other pods take the rest.',
  );
  assert.equal(
    whatToDo,
    'Run at most 5,274 users (USERS=), or fewer seconds (DURATION=), or give the cluster more memory or CPU.',
  );
  requireRoomOn([node('a', 4)], plan(5274));
});

test('with several nodes, several pods are suggested, and each pod needs room', () => {
  const nodes = [node('a', 3), node('b', 4)];
  const one = refusal(() => requireRoomOn(nodes, plan(10_000)));
  assert.match(one.message, /Of the 2 nodes, b has the most memory free: 4,096 MiB/);
  assert.match(one.whatToDo, /--distributed N/);
  const four = refusal(() => requireRoomOn(nodes, plan(10_000, 4)));
  assert.match(four.message, /^Each of the 4 pods .* needs 1,982 MiB .*, and there is room for 3\./);
});

test('a node without CPU has no room, and a cluster may have no node for it', () => {
  assert.match(refusal(() => requireRoomOn([node('a', 4, 0.05)], plan(100))).whatToDo, /^Free resources, or give/);
  assert.match(refusal(() => requireRoomOn([], plan(100))).message, /No node accepts it/);
});

test('without permission to read nodes, the check is skipped', async () => {
  const forbidden = new LabError('cluster_failed', 'nodes is forbidden', '');
  const access = { kubectl: () => Promise.reject(forbidden) } as unknown as ClusterAccess;
  await requireRoom(access, plan(10_000), {});
});
