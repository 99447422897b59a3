import { dashboardFile, dashboardText, rulesFile, rulesText } from '../../dashboards/file.ts';
import type { Written } from './written.ts';

/** The chart's dashboard from dashboards/panels.ts, and its rules from dashboards/rules.ts. */
export function dashboardFiles(): Written[] {
  return [
    { file: dashboardFile, text: dashboardText() },
    { file: rulesFile, text: rulesText() },
  ];
}
