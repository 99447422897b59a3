import { formatTable } from '../lib/table.ts';
import type { Comparison } from './comparison.ts';
import { measures } from './results-table.ts';

/** What the numbers in `comparisonHead`'s columns are. */
export const comparisonLegend =
  'Median (lowest to highest) of the runs. Larger than the noise: three or more runs on each side, and all of one side above all of the other.';

/** What the columns of the table are called. */
export const comparisonHead = ['stage', 'where', 'runs', ...measures.map(({ name }) => name)];

/** A row per stage and place. */
export function comparisonRows({ stages }: Comparison): string[][] {
  return stages.flatMap(({ title, groups }) =>
    groups.map(({ name, runs, cells }) => [title, name, String(runs), ...cells]),
  );
}

/** A sentence per stage and place elsewhere: what differs by more than the noise. */
export function comparisonVerdicts({ stages }: Comparison): string[] {
  const verdicts = stages.flatMap((stage) => stage.verdicts.map((verdict) => `${stage.title}, ${verdict}`));
  return verdicts.length > 0
    ? verdicts
    : ['All runs given with --with are among your own: there is nothing to compare.'];
}

/** The runs of other machines or days compared with one's own, for a terminal. */
export function describeComparison(comparison: Comparison): string {
  return [
    ...comparison.places.map(({ name, place, days }) => `${name}: ${place} (${days})`),
    formatTable(comparisonRows(comparison), { head: comparisonHead, numbers: [2, 3, 4, 5, 6] }),
    comparisonLegend,
    ...comparisonVerdicts(comparison),
  ].join('\n');
}
