import { idleText, type Panel, type Row } from './panel.ts';
import { connections } from './panels/connections.ts';
import { database } from './panels/database.ts';
import { firstLook } from './panels/first-look.ts';
import { loadTest } from './panels/load-test.ts';

/** All panels, in the order in which they are read. */
const allRows: Row[] = [
  { panels: firstLook },
  { title: 'Connections', panels: connections },
  { title: 'Database and CPU', panels: database },
  { title: 'Load test', panels: loadTest },
];

const withoutRequests: Record<Panel['shape'], string> = {
  curve: 'It is flat before the first load test, because there are no requests yet.',
  number: `It is "${idleText}" while there are no requests.`,
};

/** The end of every description. */
export const noDataYet = ({ shape }: Panel) =>
  `${withoutRequests[shape]} "No data" means that Prometheus has not scraped yet.`;

export const rows: Row[] = allRows.map((row) => ({
  ...row,
  panels: row.panels.map((panel) => ({ ...panel, description: `${panel.description} ${noDataYet(panel)}` })),
}));
