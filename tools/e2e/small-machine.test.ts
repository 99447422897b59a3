// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { k6Resources } from '../../scripts/targets/kind/load-test/k6-resources.ts';
import { type OwnedPod, roomOnSmallMachine } from './small-machine.ts';

const plan = { users: 100, durationSeconds: 30, ratePerSecond: undefined };
const mebibyte = 2 ** 20;
const pod = (namespace: string, component: string, cpu: string, memory: string): OwnedPod => ({
  metadata: { namespace, labels: { 'app.kubernetes.io/component': component } },
  spec: { nodeName: 'large', containers: [{ resources: { requests: { cpu, memory } } }] },
});
const api = pod('feed-lab', 'api', '100m', '128Mi');
const postgres = pod('feed-lab', 'postgres', '0.25', '512Mi');

/** Thousandths of a CPU and MiB that are left. */
function left(pods: OwnedPod[]): [number, number] {
  const { cpu, memory } = roomOnSmallMachine(pods, { labNamespace: 'feed-lab', apiComponent: 'api', plan });
  return [Math.round(cpu * 1000), Math.round(memory / mebibyte)];
}
const { cpuRequestMillicores, memoryMebibytes } = k6Resources(plan);

test("the requests of the lab, another API pod, k6 and kind's control plane are subtracted", () => {
  const expected = [2000 - 950 - 450 - cpuRequestMillicores, 4096 - 290 - 768 - memoryMebibytes];
  assert.deepEqual(left([api, postgres]), expected);
  assert.deepEqual(left([api, postgres, pod('kube-system', '', '100m', '100Mi')]), expected);
});

test('a larger control plane counts as it is, with the pods of every other namespace', () => {
  const system = [pod('kube-system', '', '1', '100Mi'), pod('local-path-storage', '', '100m', '300Mi')];
  assert.deepEqual(left([api, postgres, ...system]), [
    2000 - 1100 - 450 - cpuRequestMillicores,
    4096 - 400 - 768 - memoryMebibytes,
  ]);
});

test('requests that do not fit leave less than nothing, of memory, too', () => {
  assert.ok(left([api, pod('feed-lab', 'prometheus', '10m', '3500Mi')])[1] < 0);
  assert.ok(left([api, pod('feed-lab', 'prometheus', '1', '10Mi')])[0] < 0);
});

test('without an API pod there is nothing to compare', () => {
  assert.throws(() => left([postgres]), /no pod of the component api/);
});
