import { rows } from '../../../../dashboards/panels.ts';

/** Every query of every panel, as the live page asks it: rates over the last four scrapes of one second. */
export const panelExpressions: string[] = rows
  .flatMap(({ panels }) => panels.flatMap(({ queries }) => queries))
  .map(({ expression }) => expression.replaceAll('$__rate_interval', '4s'));
