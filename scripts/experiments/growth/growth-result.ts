import { formatCount } from '../../lib/format.ts';
import type { ExperimentResult, ExperimentRow } from '../experiment.ts';
import type { MeasuredCase } from './growth-case.ts';
import { judgeGrowth } from './growth-goals.ts';
import { groupRounds } from './growth-rounds.ts';
import { listCases, summarizeGrowth, summarizeLoads, summarizePages, summarizeTimes } from './growth-rows.ts';

/** All tables and plans of a run, from what was measured. */
export function growthResult(
  cases: MeasuredCase[],
  { sizes, conditions }: Record<'sizes' | 'conditions', ExperimentRow[]>,
): ExperimentResult {
  const groups = groupRounds(cases);
  const planTexts = cases.flatMap(({ posts, indexed, planText }) =>
    planText ? [[`${formatCount(posts)} posts, ${indexed ? 'with' : 'without'} the index`, planText] as const] : [],
  );
  return {
    posts: null,
    rows: groups.map(summarizeGrowth),
    tables: {
      goals: judgeGrowth(cases),
      pages: groups.map(summarizePages),
      times: groups.flatMap((group) => summarizeTimes(group, groups)),
      loads: groups.map(summarizeLoads),
      sizes,
      conditions,
      rounds: listCases(cases),
    },
    texts: Object.fromEntries(planTexts),
  };
}
