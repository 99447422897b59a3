import type { Result } from '../result.ts';
import { type Row, rowsOf, type SideBySide } from '../results-table.ts';

/** A run as the report shows it: the same name, colour and line in every picture. */
export interface ShownRun {
  key: Row['key'];
  title: string;
  /** A colour of style.css, which knows it in light and dark. */
  color: string;
  /** SVG's stroke-dasharray: on grey paper, and for eyes that do not part red from green. */
  dash: string;
  result: Result;
}

const looks: Record<Row['key'], { color: string; dash: string }> = {
  broken: { color: 'var(--red)', dash: '2.5 3' },
  pooled: { color: 'var(--blue)', dash: '7 4' },
  indexed: { color: 'var(--green)', dash: '' },
  mine: { color: 'var(--purple)', dash: '9 3 2.5 3' },
};

/** The runs that there are, in the order of the table. */
export function shownRuns(newest: SideBySide): ShownRun[] {
  return rowsOf(newest).flatMap(({ key, title, result }) => (result ? [{ key, title, ...looks[key], result }] : []));
}
