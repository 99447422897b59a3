import { formatTable } from '../lib/table.ts';
import type { Beside } from './beside.ts';
import { measures } from './results-table.ts';

/** What the numbers in `besideHead`'s columns are. */
export const besideLegend =
  'Median (lowest to highest) of the runs. Larger than the noise: three or more runs on each side, and all of one side above all of the other.';

/** What the columns of the table are called. */
export const besideHead = ['stage', 'where', 'runs', ...measures.map(({ name }) => name)];

/** A row per stage and place. */
export function besideRows({ stages }: Beside): string[][] {
  return stages.flatMap(({ title, groups }) =>
    groups.map(({ name, runs, cells }) => [title, name, String(runs), ...cells]),
  );
}

/** A sentence per stage and place elsewhere: what differs by more than the noise. */
export function besideVerdicts({ stages }: Beside): string[] {
  const verdicts = stages.flatMap((stage) => stage.verdicts.map((verdict) => `${stage.title}, ${verdict}`));
  return verdicts.length > 0
    ? verdicts
    : ['All runs given with --with are among your own: there is nothing to compare.'];
}

/** The runs of other machines or days beside one's own, for a terminal. */
export function describeBeside(beside: Beside): string {
  return [
    ...beside.places.map(({ name, place, days }) => `${name}: ${place} (${days})`),
    formatTable(besideRows(beside), { head: besideHead, numbers: [2, 3, 4, 5, 6] }),
    besideLegend,
    ...besideVerdicts(beside),
  ].join('\n');
}
