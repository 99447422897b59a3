import type { Result } from '../result.ts';
import type { ResultsByStage } from '../results-by-stage.ts';
import { type ResultRow, resultRows } from '../results-table.ts';

/** A run with the title, color and line style that it has in every chart. */
export interface ReportRun {
  title: string;
  /** A variable of style.css, with a value for light and for dark. */
  color: string;
  /** SVG's stroke-dasharray, for grayscale prints and people who are color-blind. */
  dash: string;
  result: Result;
}

const lineStyles: Record<ResultRow['key'], { color: string; dash: string }> = {
  broken: { color: 'var(--red)', dash: '2.5 3' },
  pooled: { color: 'var(--blue)', dash: '7 4' },
  indexed: { color: 'var(--green)', dash: '' },
  mine: { color: 'var(--purple)', dash: '9 3 2.5 3' },
};

/** The stages that have been measured, in the order of the table. */
export function reportRuns(results: ResultsByStage): ReportRun[] {
  return resultRows(results).flatMap(({ key, title, result }) =>
    result ? [{ title, ...lineStyles[key], result }] : [],
  );
}
