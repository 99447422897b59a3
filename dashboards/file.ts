import { fileURLToPath } from 'node:url';
import { buildDashboard } from './grafana.ts';
import { rows } from './panels.ts';

/** The dashboard as the chart carries it; it is committed, so that Helm alone can install the lab. */
export const dashboardFile = fileURLToPath(
  new URL('../charts/feed-lab/files/feed-lab-scenario-1.json', import.meta.url),
);

/** What has to be in that file. */
export const dashboardText = (): string => `${JSON.stringify(buildDashboard(rows), null, 2)}\n`;
