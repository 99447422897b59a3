import { formatMilliseconds } from '../lib/format.ts';
import type { Result } from '../results/result.ts';
import { type ResultsByStage, resultsByPlan } from '../results/results-by-stage.ts';
import { remarkOn } from '../scenario/plan-remarks.ts';
import type { PlanView } from './view.ts';

function planView(title: string, result: Result | undefined): PlanView[] {
  const { lines, executionMs } = result?.evidence.plan ?? {};
  if (!lines || executionMs === undefined) return [];
  return [
    {
      title: `${title}: ${formatMilliseconds(executionMs)}`,
      lines: lines.map((text) => ({ text, remark: remarkOn(text) ?? '' })),
    },
  ];
}

/** The titles name the index only once a measured plan uses it. */
export function planViews(newest: ResultsByStage): PlanView[] {
  const { withoutIndex, withIndex } = resultsByPlan(newest);
  const isFound = withIndex !== undefined;
  return [
    ...planView(isFound ? 'Without the index' : 'The feed query', withoutIndex),
    ...planView('With the index', withIndex),
  ];
}
