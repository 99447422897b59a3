import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { quietReport } from '../../lib/report.ts';
import type { Experiment } from '../experiment.ts';
import type { KeptRun } from '../kept-run.ts';
import { runExperiment } from '../run-experiment.ts';
import { growth, measureGrowth } from './growth.ts';

const smallest = 10_000;
/** More than a quarter of shared buffers, and a third level in the index. */
const largest = 300_000;
const plan = { sizes: [smallest, largest], rounds: 1, warmTimes: 2, warmUpSeconds: 0, measuredSeconds: 1 };
const small: Experiment = { ...growth, run: (context) => measureGrowth(context, plan) };

let run: KeptRun;

before(async () => {
  run = await runExperiment(small, { report: quietReport, signal: new AbortController().signal, scale: 1 });
});

type Rows = KeptRun['rows'];

function rowOf(rows: Rows, posts: number, indexed: boolean) {
  const row = rows.find((one) => one.posts === posts && one.indexed === indexed);
  assert.ok(row, `no row for ${posts} posts`);
  return row;
}
const numberOf = (name: string, posts: number, indexed: boolean, rows = run.rows) =>
  Number(rowOf(rows, posts, indexed)[name]);

test('every execution, cold and warm, touches exactly the predicted pages', () => {
  const { pages = [] } = run.tables;
  assert.equal(pages.length, plan.sizes.length * 2);
  for (const { posts, indexed, predictedPages, lowestPages, highestPages } of pages)
    assert.deepEqual([lowestPages, highestPages], [predictedPages, predictedPages], `${posts} posts, ${indexed}`);
});

test('after a restart, all pages of a scan are read; in a small table, none of the next', () => {
  const { pages = [] } = run.tables;
  for (const posts of plan.sizes) {
    assert.equal(numberOf('coldHit', posts, false, pages), 0);
    assert.equal(numberOf('warmRead', posts, true, pages), 0);
  }
  assert.equal(numberOf('warmRead', smallest, false, pages), 0);
  assert.ok(numberOf('warmRead', largest, false, pages) > 0);
});

test('without the index, pages grow with the table; with it, by a level of the tree at most', () => {
  const ofTable = (posts: number) => numberOf('tablePages', posts, false, run.tables.pages);
  assert.ok(ofTable(largest) > ofTable(smallest) * 29);
  const [few, many] = [smallest, largest].map((posts) => rowOf(run.tables.pages ?? [], posts, true));
  assert.equal(Number(many?.treePages) - Number(few?.treePages), 1);
  assert.ok(Number(many?.predictedPages) <= 2 + 3 + 20 * 3);
});

test('in the larger table, the index makes both the query and the API faster', () => {
  assert.ok(numberOf('warmMs', largest, true) < numberOf('warmMs', largest, false));
  assert.ok(numberOf('requestsPerSecond', largest, true) > numberOf('requestsPerSecond', largest, false));
  assert.equal(numberOf('successRate', largest, true), 1);
});

test('the goal for pages is judged, and reached', () => {
  const goal = run.tables.goals?.find(({ goal }) => String(goal).startsWith('pages'));
  assert.deepEqual([goal?.measured, goal?.reached], [0, true]);
});
