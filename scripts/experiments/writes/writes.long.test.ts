import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identify } from '../../lib/process-identity.ts';
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

/** Without those that have ended, which are listed until Node.js has read their exit codes. */
const runningChildren = () => childrenOf(process.pid).filter((pid) => identify(pid));

/** A small form of the experiment. Its tests assert counts and order, and no times. */
function runSmall(
  options: ScaleOption[],
  formsOf: (option: ScaleOption) => WriteForm[],
  { report = quietReport, signal = new AbortController().signal }: { report?: Report; signal?: AbortSignal } = {},
) {
  const plan: WritesPlan = {
    ...{ posts, rounds: 1, seconds: 1, options },
    writesOf: (option) => formsOf(option).map((form) => ({ form, rowsPerSecond: 1000 })),
  };
  return runExperiment({ ...writes, run: (context) => runWrites(context, plan) }, { report, signal, scale: 0.01 });
}

test('writes beside feed readers: what each option reads, logs and shows', async () => {
  const { noIndex, index, cache, feedTable, partitions, brin } = scaleOptions;
  const forms = [batches, single, grouped];
  const formsOf = (option: ScaleOption) => (option === index ? forms : [batches]);
  const { rows, tables, texts } = await runSmall(Object.values(scaleOptions), formsOf);
  const optionOf = ({ name }: ScaleOption) => {
    const row = tables.options?.find(({ option }) => option === name);
    assert.ok(row, name);
    return row;
  };

  for (const slice of tables.slices ?? []) {
    const name = String(slice.option);
    assert.ok(Number(slice.rowsWritten) > 0, name);
    assert.equal(slice.rowsFound, slice.rowsWritten, name);
    assert.ok(Number(slice.probes) > 0, name);
    if (name !== cache.name) assert.equal(slice.stalenessMaxMs, 0, name);
  }
  for (const { name } of Object.values(scaleOptions)) assert.ok((texts[`The feed of ${name}`]?.length ?? 0) > 3, name);

  for (const option of [noIndex, brin]) {
    assert.equal(optionOf(option).rowsRead, posts, option.name);
    assert.ok(Number(optionOf(option).pagesTouched) >= Number(optionOf(option).tablePages), option.name);
  }
  for (const option of [index, cache, partitions]) assert.equal(optionOf(option).rowsRead, 20, option.name);
  // The ids, then the posts.
  assert.equal(optionOf(feedTable).rowsRead, 40);
  for (const option of [index, cache, feedTable, partitions])
    assert.ok(Number(optionOf(option).pagesTouched) * 2 < Number(optionOf(noIndex).pagesTouched), option.name);

  const walOf = (option: ScaleOption) => Number(optionOf(option).walBytesPerRow);
  for (const option of [index, feedTable, partitions]) assert.ok(walOf(option) > walOf(noIndex), option.name);
  assert.ok(walOf(feedTable) > walOf(index));
  assert.deepEqual(
    rows.flatMap(({ option, form }) => (option === index.name ? form : [])),
    forms.map(({ title }) => title),
  );
});

for (const [when, title] of [
  ['while an option’s SQL runs', /its SQL/],
  ['under load', /100 users/],
] as const)
  test(`interrupted ${when}, it leaves no process`, async () => {
    const before = runningChildren();
    const stop = new AbortController();
    const report: Report = {
      ...quietReport,
      async step(shown, work) {
        if (title.test(shown)) setTimeout(() => stop.abort(), 200);
        return work(() => {});
      },
    };
    await assert.rejects(
      runSmall([scaleOptions.partitions], () => [batches], { report, signal: stop.signal }),
      {
        name: 'AbortError',
      },
    );
    assert.deepEqual(runningChildren(), before);
  });
