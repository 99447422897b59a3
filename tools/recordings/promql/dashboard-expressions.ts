import { rows } from '../../../dashboards/panels.ts';
import { recordingRules, withoutRecordings } from '../../../dashboards/recording-rules.ts';

const overFourScrapes = (expression: string): string => expression.replaceAll('$__rate_interval', '4s');

/** Every query of every panel; rates over the last four scrapes of a second, as the live page has them. */
export const panelExpressions: string[] = rows
  .flatMap(({ panels }) => panels.flatMap(({ queries }) => queries))
  .map(({ expression }) => overFourScrapes(withoutRecordings(expression)));

/** The same, and all that is recorded. */
export const dashboardExpressions: string[] = [
  ...new Set([...panelExpressions, ...recordingRules.map(({ expression }) => overFourScrapes(expression))]),
];
