// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleCases } from '../../../tools/sandbox/example-growth.ts';
import type { MeasuredCase } from './growth-case.ts';
import { judgeGrowth } from './growth-goals.ts';
import { groupRounds } from './growth-rounds.ts';
import { listCases, summarizeGrowth, summarizeLoads, summarizePages, summarizeTimes } from './growth-rows.ts';

const cases = exampleCases();
const groups = groupRounds(cases);

function groupOf(posts: number, indexed: boolean, among = groups) {
  const found = among.find((group) => group.posts === posts && group.indexed === indexed);
  assert.ok(found);
  return found;
}

/** The cases, with one execution of the scan of 10,000 posts touching one page more. */
function withOneMorePage(): MeasuredCase[] {
  const [first, ...others] = cases;
  assert.ok(first);
  return [{ ...first, cold: { ...first.cold, pagesRead: first.cold.pagesRead + 1 } }, ...others];
}

test('rounds are grouped by size, without the index first', () => {
  assert.deepEqual(
    groups.slice(0, 3).map(({ posts, indexed, rounds }) => [posts, indexed, rounds.length]),
    [
      [10_000, false, 2],
      [10_000, true, 2],
      [100_000, false, 2],
    ],
  );
});

test('a row of pages has the prediction, its parts, and where the pages were', () => {
  const { tablePages, usersPages, predictedPages, pages, lowestPages, highestPages, deviationShare, ...cached } =
    summarizePages(groupOf(10_000, false));
  assert.deepEqual([tablePages, usersPages, predictedPages], [173, 5, 178]);
  assert.deepEqual([pages, lowestPages, highestPages, deviationShare], [178, 178, 178, 0]);
  assert.deepEqual([cached.coldHit, cached.coldRead, cached.warmHit, cached.warmRead], [0, 178, 178, 0]);
});

test('one execution that touches another number of pages shows in the range, and in the goal', () => {
  const others = withOneMorePage();
  const { lowestPages, highestPages, deviationShare } = summarizePages(groupOf(10_000, false, groupRounds(others)));
  assert.deepEqual([lowestPages, highestPages, deviationShare], [178, 179, 179 / 178 - 1]);
  const [, goal] = judgeGrowth(others);
  assert.deepEqual([goal?.measured, goal?.reached], [179 / 178 - 1, true]);
});

test('time is predicted from the smallest table, which has no prediction itself', () => {
  const warm = (posts: number) => summarizeTimes(groupOf(posts, false), groups).find(({ cache }) => cache === 'warm');
  assert.equal(warm(10_000)?.predictedMs, null);
  assert.equal(warm(100_000)?.predictedMs, (Number(warm(10_000)?.medianMs) * 1735) / 178);
});

test("where no request succeeded, there is no latency: that of errors is not the feed's", () => {
  const { successRate, p50Ms, p99Ms, lowestP50Ms } = summarizeLoads(groupOf(10_000_000, false));
  assert.deepEqual([successRate, p50Ms, p99Ms, lowestP50Ms], [0, null, null, null]);
  assert.equal(summarizeGrowth(groupOf(10_000_000, false)).p50Ms, null);
  assert.ok(listCases(cases).some((row) => row.posts === 10_000_000 && row.p50Ms === null && row.p99Ms === null));
  assert.equal(summarizeLoads(groupOf(1_000_000, false)).p50Ms, 2000);
});

test('the largest table is compared with the smallest of the same round', () => {
  const [goal] = judgeGrowth(cases);
  assert.deepEqual([goal?.wanted, goal?.measured, goal?.reached], [1.2, 1.04, true]);
  assert.match(String(goal?.goal), /100,000,000 \/ 10,000 posts/);
  const slow = cases.map((one) => ({ ...one, load: { ...one.load, latencyMs: { ...one.load.latencyMs, p50: 121 } } }));
  assert.equal(judgeGrowth(slow)[0]?.reached, false);
});
