import { writeFileSync } from 'node:fs';
import { dashboardFile, dashboardText, rulesFile, rulesText } from '../dashboards/file.ts';

// `make dashboard`: writes the chart's dashboard anew from dashboards/panels.ts, and its rules from dashboards/rules.ts.

for (const [file, text] of [
  [dashboardFile, dashboardText()],
  [rulesFile, rulesText()],
] as const) {
  writeFileSync(file, text);
  console.log(`written: ${file}`);
}
