// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../../lib/lab-error.ts';
import type { LoadPlan } from '../../../load/load-engine.ts';
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
    'A load test with 10,000 users for 30 s needs 7,640 MiB of memory and 200m CPU, and no node has that much left. Node a has free: 4,096 MiB of 8,192 MiB, and 1,000m of 2,000m CPU; the requests of other pods take the rest.',
  );
  assert.equal(whatToDo, 'To fit, run at most 5,274 users (USERS=); or give the cluster more memory or CPU.');
});

const refused: Record<string, { nodes: NodeRoom[]; refusedPlan: LoadPlan; advised: (keyof LoadPlan)[] }> = {
  'many users': { nodes: [node('a', 4)], refusedPlan: plan(10_000), advised: ['users'] },
  'many users on several pods of one node': {
    nodes: [node('a', 1.5)],
    refusedPlan: plan(10_000, 4),
    advised: ['users'],
  },
  'many users on two nodes': {
    nodes: [node('a', 4), node('b', 5)],
    refusedPlan: plan(10_000),
    advised: ['users', 'pods'],
  },
  'too few pods on two nodes': {
    nodes: [node('a', 2), node('b', 6)],
    refusedPlan: plan(10_000, 2),
    advised: ['users', 'pods'],
  },
  'an hour, for which k6 keeps every sample': {
    nodes: [node('a', 1.5)],
    refusedPlan: { ...plan(100), durationSeconds: 3600 },
    advised: ['durationSeconds', 'ratePerSecond'],
  },
  'an hour on several pods': {
    nodes: [node('a', 1.5)],
    refusedPlan: { ...plan(100, 4), durationSeconds: 3600 },
    advised: ['durationSeconds', 'ratePerSecond'],
  },
  'a high rate': {
    nodes: [node('a', 0.2)],
    refusedPlan: { ...plan(100), ratePerSecond: 4000 },
    advised: ['users', 'durationSeconds', 'ratePerSecond'],
  },
  'a node with little CPU': { nodes: [node('a', 8, 0.11)], refusedPlan: plan(5000), advised: ['users'] },
};

/** The changes to a plan that an advice names. */
function changesIn(advice: string): Record<string, number> {
  const numbers = {
    users: /at most ([\d,]+) users \(USERS=\)/,
    durationSeconds: /at most ([\d,]+) seconds \(DURATION=\)/,
    ratePerSecond: /at most ([\d,]+) requests per second \(RATE=\)/,
    pods: /ARGS="--distributed (\d+)"/,
  };
  const found = Object.entries(numbers).map(([name, pattern]) => [name, pattern.exec(advice)?.[1]?.replace(',', '')]);
  return Object.fromEntries(found.filter(([, number]) => number).map(([name, number]) => [name, Number(number)]));
}

for (const [name, { nodes, refusedPlan, advised }] of Object.entries(refused))
  test(`each change that is advised is sufficient, and no smaller than necessary: ${name}`, () => {
    const { whatToDo } = refusal(() => requireRoomOn(nodes, refusedPlan));
    const changes = changesIn(whatToDo);
    assert.deepEqual(Object.keys(changes), advised, whatToDo);
    for (const [field, value] of Object.entries(changes)) {
      requireRoomOn(nodes, { ...refusedPlan, [field]: value });
      const further = field === 'pods' ? value - 1 : value + 1;
      refusal(() => requireRoomOn(nodes, { ...refusedPlan, [field]: further }));
    }
  });

test('several pods need room for each', () => {
  const { message } = refusal(() => requireRoomOn([node('a', 3), node('b', 4)], plan(10_000, 4)));
  assert.match(message, /^Each of the 4 pods .* needs 1,982 MiB .*, and there is room for 3\./);
  assert.match(message, /Of the 2 nodes, b has the most memory free: 4,096 MiB/);
});

test('a node without CPU has no room, and a cluster may have no node for it', () => {
  assert.match(
    refusal(() => requireRoomOn([node('a', 4, 0.05)], plan(100))).whatToDo,
    /^To fit, free resources; or give/,
  );
  assert.match(refusal(() => requireRoomOn([], plan(100))).message, /No node accepts it/);
});

test('without permission to read nodes, the check is skipped', async () => {
  const forbidden = new LabError('cluster_failed', 'nodes is forbidden', '');
  const access = { kubectl: () => Promise.reject(forbidden) } as unknown as ClusterAccess;
  await requireRoom(access, plan(10_000), {});
});
