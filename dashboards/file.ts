import { fileURLToPath } from 'node:url';
import { YAML } from 'zx';
import { buildDashboard } from './grafana.ts';
import { rows } from './panels.ts';
import { buildRules } from './rules.ts';

/** What is built here is committed in the chart, so that Helm alone can install the lab. */
const chartFile = (name: string) => fileURLToPath(new URL(`../charts/feed-lab/files/${name}`, import.meta.url));

export const dashboardFile = chartFile('feed-lab-scenario-1.json');
export const rulesFile = chartFile('rules.yaml');

/** What has to be in the dashboard's file. */
export const dashboardText = (): string => `${JSON.stringify(buildDashboard(rows), null, 2)}\n`;

/** What has to be in the rules' file. */
export const rulesText = (): string =>
  `# Written by \`make dashboard\` from dashboards/rules.ts.\n${YAML.stringify(buildRules())}`;
