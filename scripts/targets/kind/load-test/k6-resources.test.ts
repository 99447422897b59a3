// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storyDurationSeconds, storyUsers } from '../../../scenario/story.ts';
import { k6Resources } from './k6-resources.ts';

const story = { users: storyUsers, durationSeconds: storyDurationSeconds, ratePerSecond: undefined };
const memoryOf = (plan: Partial<Parameters<typeof k6Resources>[0]>) =>
  k6Resources({ ...story, ...plan }).memoryMebibytes;

/** Users and peak resident memory in MiB, measured as described in k6-resources.ts. */
const measured = [
  [100, 132],
  [500, 374],
  [1000, 691],
  [2000, 1347],
  [5000, 2694],
  [10_000, 4974],
] as const;

test('the memory of a load test exceeds the measured peak by 10 % to 55 %, plus at most 70 MiB', () => {
  for (const [users, peak] of measured) {
    const memory = memoryOf({ users });
    assert.ok(memory > peak * 1.1 && memory < peak * 1.55 + 70, `${users} users: ${memory} MiB for ${peak}`);
  }
});

test('a longer test or a higher rate needs more memory, because k6 keeps every sample', () => {
  assert.equal(memoryOf({ durationSeconds: 630 }) - memoryOf({}), 879);
  assert.ok(memoryOf({ ratePerSecond: 4000 }) > memoryOf({}));
  assert.ok(memoryOf({ ratePerSecond: 10 }) < memoryOf({}));
});

test('several pods share the users', () => {
  const [one, four] = [k6Resources({ ...story, users: 10_000 }), k6Resources({ ...story, users: 10_000, pods: 4 })];
  assert.ok(four.memoryMebibytes < one.memoryMebibytes / 3);
  assert.ok(four.cpuLimitMillicores < one.cpuLimitMillicores);
});

test('the CPU request stays small, and the limit follows the users', () => {
  assert.deepEqual(
    [100, 1000, 10_000].map((users) => {
      const { cpuRequestMillicores, cpuLimitMillicores } = k6Resources({ ...story, users });
      return [cpuRequestMillicores, cpuLimitMillicores];
    }),
    [
      [100, 1000],
      [110, 1200],
      [200, 3000],
    ],
  );
});
