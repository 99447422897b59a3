import type { Row } from './panel.ts';
import { connections } from './panels/connections.ts';
import { database } from './panels/database.ts';
import { firstLook } from './panels/first-look.ts';
import { loadTest } from './panels/load-test.ts';

/** Every panel there is, in the order in which it is looked at. */
const allRows: Row[] = [
  { panels: firstLook },
  { title: 'Connections', panels: connections },
  { title: 'Database and CPU', panels: database },
  { title: 'Load test', panels: loadTest },
];

const noDataYet =
  'Before the first load test it is flat, as nobody has asked for anything yet; "No data" only means that Prometheus has not looked yet.';

/** The same, each with the words that everybody needs who looks too early. */
export const rows: Row[] = allRows.map((row) => ({
  ...row,
  panels: row.panels.map((panel) => ({ ...panel, description: `${panel.description} ${noDataYet}` })),
}));
