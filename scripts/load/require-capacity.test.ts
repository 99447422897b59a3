// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMetrics } from '../lib/metrics.ts';
import { readMachineLimits, requireApiDescriptors, shortageOf } from './require-capacity.ts';

const plenty = { descriptors: 20_000, ports: 28_232, memoryBytes: 16 * 2 ** 30 };
const mebibytes = (users: number) => 100 + users;

test('each limit of the machine is named, and as many users as the advice suggests do fit', () => {
  assert.equal(shortageOf(10_000, mebibytes, plenty), undefined);
  for (const [limits, named] of [
    [{ descriptors: 256 }, /need 10,064 file descriptors .* only 256 \(ulimit -Hn\)/],
    [{ ports: 1000 }, /as many local ports, .* has only 1,000 /],
    [{ memoryBytes: 2 ** 30 }, /need 10,100 MiB of memory, .* has only 1,024 MiB free/],
  ] as const) {
    const shortage = shortageOf(10_000, mebibytes, { ...plenty, ...limits });
    assert.match(shortage?.message ?? '', named);
    const { fittingUsers = 0 } = shortage ?? {};
    assert.ok(fittingUsers > 100);
    assert.equal(shortageOf(fittingUsers, mebibytes, { ...plenty, ...limits }), undefined);
    assert.ok(shortageOf(fittingUsers + 1, mebibytes, { ...plenty, ...limits }));
  }
});

test("this machine's limits are read", async () => {
  const { descriptors, ports, memoryBytes } = await readMachineLimits();
  assert.ok(descriptors > 64 && ports > 1000 && memoryBytes > 2 ** 26);
});

test("the API's own limit counts, and several processes share the users", () => {
  const metrics = parseMetrics('process_max_fds 256\nprocess_max_fds 1024');
  const [first = []] = metrics.map((sample) => [sample]);
  assert.throws(() => requireApiDescriptors(first, 100, 2), {
    code: 'preflight',
    message: /For 100 users, the API needs 264 file descriptors .* only 256 /,
    whatToDo: /^Use at most 96 users \(USERS=\), or restart the lab, .* at least 264\.$/,
  });
  assert.throws(() => requireApiDescriptors(first, 100, 2, { usersAreFixed: true }), { whatToDo: /^Restart the lab/ });
  requireApiDescriptors(first, 96, 2);
  requireApiDescriptors(first, 100, 1);
  requireApiDescriptors(metrics, 100, 2);
  // macOS has no such metric.
  requireApiDescriptors([], 10_000, 2);
});
