import { formatSeconds } from '../../scripts/lib/format.ts';
import { shortProcessorName } from '../../scripts/lib/machine.ts';
import type { GalleryRun, JudgedFix, OneRun } from './gallery-run.ts';
import { type Disagreement, disagreements } from './judgment.ts';

/** Right for at least one fault. For a wrong fix, verify may wait for what never comes. */
const isRight = ({ expected }: JudgedFix) => expected !== 'broken';

type Counted = Pick<GalleryRun, 'runs' | 'leftOut' | 'busy'>;

/** Of the rows, which have counts. */
const titles: Record<Disagreement, string> = {
  ...disagreements,
  falseAccept: 'false accepts',
  falseReject: 'false rejects',
};

/**
 * How well verify judged, as a table: a row for each count, and a column for each run. `numbers`
 * are the columns (from 0) with counts.
 */
export function calibrationTable(all: readonly Counted[]) {
  const row = (title: string, cell: (run: OneRun, leftOut: string[]) => string | number) => [
    title,
    ...all.flatMap(({ runs, leftOut }) => runs.map((run) => String(cell(run, leftOut)))),
  ];
  const count = (fixes: JudgedFix[], kind: Disagreement) =>
    fixes.filter(({ disagreements: found }) => found.includes(kind)).length;
  const slowest = (fixes: JudgedFix[]) =>
    formatSeconds(Math.max(0, ...fixes.map(({ verifySeconds }) => verifySeconds)) * 1000);
  const columns = all.flatMap(({ runs, busy }) => runs.map((_, index) => `${busy ? 'busy' : 'quiet'} ${index + 1}`));
  return {
    head: ['', ...columns],
    numbers: columns.map((_, index) => index + 1),
    rows: [
      row('processor', ({ machine: { processor } }) => (processor ? shortProcessorName(processor) : '?')),
      row('wrong fixes', ({ fixes }) => fixes.filter((fix) => !isRight(fix)).length),
      row('right fixes, for one fault or both', ({ fixes }) => fixes.filter(isRight).length),
      row('left out, because they need PgBouncer', (_, leftOut) => leftOut.length),
      ...Object.entries(titles).map(([kind, title]) => row(title, ({ fixes }) => count(fixes, kind as Disagreement))),
      row('slowest verify of a right fix', ({ fixes }) => slowest(fixes.filter(isRight))),
      row('slowest verify', ({ fixes }) => slowest(fixes)),
    ],
  };
}

/** Whether a verdict was wrong, or something was left behind; time depends on the machine. */
export const disagrees = ({ runs }: Pick<GalleryRun, 'runs'>): boolean =>
  runs.some(({ fixes }) => fixes.some(({ disagreements: found }) => found.some((kind) => kind !== 'tooSlow')));
