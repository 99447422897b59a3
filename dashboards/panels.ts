import { idleText, type Panel, type Row } from './panel.ts';
import { connections } from './panels/connections.ts';
import { database } from './panels/database.ts';
import { firstLook } from './panels/first-look.ts';
import { loadTest } from './panels/load-test.ts';
import { insideRequest } from './panels/request-parts.ts';

/** All panels, in the order in which they are read. */
const allRows: Row[] = [
  { panels: firstLook },
  { title: 'Inside a Request', panels: insideRequest },
  { title: 'Connections', panels: connections },
  { title: 'Database and CPU', panels: database },
  { title: 'Load test', panels: loadTest },
];

const withoutRequests: Record<Panel['shape'], string> = {
  curve: 'a flat line at 0',
  stack: 'a flat line at 0',
  number: `"${idleText}"`,
};

/** The end of every description. */
export const noDataYet = ({ shape }: Panel) =>
  `Without traffic, ${withoutRequests[shape]} is normal, and so is "No data" until the first values have been collected.`;

export const rows: Row[] = allRows.map((row) => ({
  ...row,
  panels: row.panels.map((panel) => ({ ...panel, description: `${panel.description} ${noDataYet(panel)}` })),
}));
