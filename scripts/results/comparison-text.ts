import { formatCount } from '../lib/format.ts';
import { formatTable } from '../lib/table.ts';
import type { Comparison } from './comparison.ts';
import { measures } from './measures.ts';

/** An explanation of the cells and the verdicts. */
export const comparisonLegend =
  'Each cell is the median (lowest to highest) of the runs. A difference is larger than the noise when each side has three or more runs, and all runs of one side are above all runs of the other.';

export const comparisonHead = ['stage', 'where', 'runs', ...measures.map(({ name }) => name)];

/** A row per stage and group. */
export function comparisonRows({ stages }: Comparison): string[][] {
  return stages.flatMap(({ title, groups }) =>
    groups.map(({ name, runs, cells }) => [title, name, String(runs), ...cells]),
  );
}

/** A sentence for each stage and group from elsewhere, and one for the runs that are left out. */
export function comparisonVerdicts({ stages, leftOut }: Comparison): string[] {
  const verdicts = stages.flatMap(({ title, verdicts: ofStage }) => ofStage.map((verdict) => `${title}, ${verdict}`));
  if (leftOut > 0)
    verdicts.push(
      `Left out: ${formatCount(leftOut)} of the runs given, because they are of code or an index that people wrote themselves. Runs of the lab's own fixes can be compared: make apply-fix, make apply-index.`,
    );
  return verdicts.length > 0
    ? verdicts
    : ['All runs given with --with are among your own: there is nothing to compare.'];
}

/** "there: 8 cores, 32 GiB memory; local; k6; 10,000 posts; 100 users (2026-02-01)". */
export function describeGroups({ places }: Comparison): string[] {
  return places.map(({ name, place, days }) => `${name}: ${place} (${days})`);
}

/** The comparison for a terminal. */
export function describeComparison(comparison: Comparison): string {
  return [
    ...describeGroups(comparison),
    formatTable(comparisonRows(comparison), { head: comparisonHead, numbers: [2, 3, 4, 5, 6] }),
    comparisonLegend,
    ...comparisonVerdicts(comparison),
  ].join('\n');
}
