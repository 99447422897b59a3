import { writeFileSync } from 'node:fs';
import { dashboardFile, dashboardText } from '../dashboards/file.ts';

// `make dashboard`: writes the chart's dashboard anew from dashboards/panels.ts.

writeFileSync(dashboardFile, dashboardText());
console.log(`written: ${dashboardFile}`);
