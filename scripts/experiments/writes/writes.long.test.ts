import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quietReport, type Report } from '../../lib/report.ts';
import { childrenOf } from '../process-stats.ts';
import { runExperiment } from '../run-experiment.ts';
import type { ScaleOption } from '../scale-options/scale-option.ts';
import { scaleOptions } from '../scale-options/scale-options.ts';
import { runWrites } from './run-writes.ts';
import { batches, grouped, single, type WriteForm } from './write-forms.ts';
import { writes } from './writes.ts';
import type { WritesPlan } from './writes-plan.ts';

const posts = 50_000;

/** A small form of the experiment. Its tests assert counts and order, and no times. */
function runSmall(
  options: ScaleOption[],
  forms: WriteForm[],
  { report = quietReport, signal = new AbortController().signal }: { report?: Report; signal?: AbortSignal } = {},
) {
  const plan: WritesPlan = {
    ...{ posts, rounds: 1, seconds: 1, options },
    writesOf: () => forms.map((form) => ({ form, rowsPerSecond: 1000 })),
  };
  return runExperiment({ ...writes, run: (context) => runWrites(context, plan) }, { report, signal, scale: 0.01 });
}

test('writes beside feed readers: what each option reads, logs and shows', async () => {
  const { rows, tables, texts } = await runSmall(Object.values(scaleOptions), [batches]);
  const find = (table: typeof rows, { name }: { name: string }) => {
    const row = table.find(({ option }) => option === name);
    assert.ok(row, name);
    return row;
  };
  const feedOf = (option: { name: string }) => find(tables.feeds ?? [], option);
  const rowOf = (option: { name: string }) => find(rows, option);
  const { noIndex, index, cache, feedTable, partitions, brin } = scaleOptions;

  for (const slice of tables.slices ?? []) {
    const name = String(slice.option);
    assert.ok(Number(slice.rowsWritten) > 0, name);
    assert.equal(slice.rowsFound, slice.rowsWritten, name);
    assert.ok(Number(slice.probes) > 0, name);
    if (name !== cache.name) assert.equal(slice.stalenessMaxMs, 0, name);
  }
  for (const { name } of Object.values(scaleOptions)) assert.ok((texts[`The feed of ${name}`]?.length ?? 0) > 3, name);

  for (const option of [noIndex, brin]) {
    assert.equal(feedOf(option).rowsRead, posts, option.name);
    assert.ok(Number(feedOf(option).pagesTouched) >= Number(feedOf(option).tablePages), option.name);
  }
  for (const option of [index, cache, partitions]) assert.equal(feedOf(option).rowsRead, 20, option.name);
  // The ids, then the posts.
  assert.equal(feedOf(feedTable).rowsRead, 40);
  for (const option of [index, cache, feedTable, partitions])
    assert.ok(Number(feedOf(option).pagesTouched) * 2 < Number(feedOf(noIndex).pagesTouched), option.name);

  const walOf = (option: { name: string }) => Number(rowOf(option).walBytesPerRow);
  for (const option of [index, feedTable, partitions]) assert.ok(walOf(option) > walOf(noIndex), option.name);
  assert.ok(walOf(feedTable) > walOf(index));
});

test('every form writes what it says, and the delay of group commit ends with it', async () => {
  const { tables } = await runSmall([scaleOptions.index], [single, grouped, batches]);
  const slices = tables.slices ?? [];
  assert.deepEqual(
    slices.map(({ form }) => form),
    [single, grouped, batches].map(({ title }) => title),
  );
  for (const { form, rowsFound, rowsWritten } of slices) {
    assert.ok(Number(rowsWritten) > 0, String(form));
    assert.equal(rowsFound, rowsWritten, String(form));
  }
});

for (const [when, title] of [
  ['while an option’s SQL runs', /its SQL/],
  ['under load', /100 users/],
] as const)
  test(`interrupted ${when}, it leaves no process`, async () => {
    const before = childrenOf(process.pid);
    const stop = new AbortController();
    const report: Report = {
      ...quietReport,
      async step(shown, work) {
        if (title.test(shown)) setTimeout(() => stop.abort(), 200);
        return work(() => {});
      },
    };
    await assert.rejects(runSmall([scaleOptions.partitions], [batches], { report, signal: stop.signal }), {
      name: 'AbortError',
    });
    assert.deepEqual(childrenOf(process.pid), before);
  });
