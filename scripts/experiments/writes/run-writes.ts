import type { RunningServer } from '../../../app/run-server.ts';
import type { ExperimentContext, ExperimentResult, ExperimentRow } from '../experiment.ts';
import { withApis } from '../experiment-api.ts';
import { seedPosts } from '../experiment-server.ts';
import { orderOf } from '../interleaved-rounds.ts';
import { runUsers } from '../measure-load.ts';
import type { ScaleOption } from '../scale-options/scale-option.ts';
import { describeOption } from './describe-option.ts';
import { measureWrites, type WriteSlice } from './measure-writes.ts';
import { applyOption, keepSeeded } from './prepare-option.ts';
import { readWriteConditions } from './write-conditions.ts';
import { orderOptions, summarizeWrites } from './write-rows.ts';
import type { WritesPlan } from './writes-plan.ts';

const longestWarmUpSeconds = 2;
/**
 * With feeds that take longer, an API serves only a few, and the speed of its code is irrelevant.
 */
const quickFeedMs = 100;

/** Measures each option in each round, and describes it in the first one. */
export async function runWrites(context: ExperimentContext, plan: WritesPlan): Promise<ExperimentResult> {
  const { report, signal } = context;
  const { posts, seconds, options } = plan;
  await seedPosts(context, posts);
  await report.step('Copy the seeded database', () => keepSeeded(context));
  const conditions = await readWriteConditions(context, plan);
  const described = new Map<ScaleOption, { row: ExperimentRow; plan: string[] }>();
  const slices: WriteSlice[] = [];

  async function measureOption(api: RunningServer, option: ScaleOption, round: number): Promise<void> {
    if (Number(described.get(option)?.row.executionMs) < quickFeedMs)
      await runUsers(context, api, {
        title: `Round ${round}, ${option.name}, warm-up`,
        durationSeconds: Math.min(longestWarmUpSeconds, seconds),
      });
    for (const writes of plan.writesOf(option)) {
      signal.throwIfAborted();
      slices.push(await measureWrites(context, api, writes, { option: option.name, round, posts, seconds }));
    }
  }

  /** Several options run the same API: it is built once. */
  const apiOf = ({ code }: ScaleOption) => options.find((option) => option.code === code)?.name ?? '';
  const codes = Object.fromEntries(options.map((option) => [apiOf(option), option.code]));
  await withApis(context, codes, async (withApi) => {
    for (let round = 1; round <= plan.rounds; round += 1)
      for (const option of orderOf(options, round - 1)) {
        await report.step(`Round ${round}, ${option.name}: a new copy, and its SQL`, () =>
          applyOption(context, option),
        );
        if (!described.has(option))
          described.set(option, await report.step(`Explain ${option.name}`, () => describeOption(context, option)));
        await withApi(apiOf(option), (api) => measureOption(api, option, round));
      }
  });
  return {
    posts,
    rows: summarizeWrites(slices),
    tables: {
      options: [...described.values()].map(({ row }) => row),
      order: orderOptions(slices),
      conditions,
      slices: slices.map((slice) => ({ ...slice })),
    },
    texts: Object.fromEntries([...described].map(([{ name }, { plan: lines }]) => [`The feed of ${name}`, lines])),
  };
}
