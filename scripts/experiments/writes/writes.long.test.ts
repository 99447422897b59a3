import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quietReport } from '../../lib/report.ts';
import { runExperiment } from '../run-experiment.ts';
import { scaleOptions } from '../scale-options/scale-options.ts';
import { runWrites } from './run-writes.ts';
import { batches, grouped, single } from './write-forms.ts';
import { writes } from './writes.ts';

const posts = 50_000;

/** A small form of the experiment, which asserts counts and order, and no times. */
function runSmall(options: Parameters<typeof runWrites>[1]['options'], forms: (typeof batches)[]) {
  const experiment: typeof writes = {
    ...writes,
    run: (context) =>
      runWrites(context, {
        ...{ posts, rounds: 1, seconds: 1, options },
        writes: forms.map((form) => ({ form, rowsPerSecond: 1000 })),
      }),
  };
  return runExperiment(experiment, { report: quietReport, signal: new AbortController().signal, scale: 0.01 });
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
