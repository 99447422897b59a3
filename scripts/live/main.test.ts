import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { findFreePort } from '../lib/ports.ts';
import { readSettings } from '../settings/settings.ts';
import { labFolders, makeFolders } from '../targets/local/folders.ts';
import { startLivePage, stopLivePage } from '../targets/local/live-page.ts';

test('the page empties the logs of PostgreSQL and the API before they fill the disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-live-'));
  const environment = { LAB_FOLDER: folder, RESULTS_FOLDER: folder, GRAFANA_PORT: String(await findFreePort()) };
  const settings = readSettings(environment, { target: 'local' });
  const folders = labFolders(folder);
  const logs = [folders.postgresLog, folders.apiLog];
  makeFolders(folders);
  for (const log of logs) writeFileSync(log, '');
  try {
    await startLivePage(folders, settings, new AbortController().signal);
    for (const log of logs) truncateSync(log, 11 * 2 ** 20);
    const isEmptied = (log: string) =>
      statSync(log).size === 0 && statSync(`${log}.1`, { throwIfNoEntry: false })?.size === 11 * 2 ** 20;
    await waitFor(() => logs.every(isEmptied));
  } finally {
    await stopLivePage(folders);
    rmSync(folder, { recursive: true });
  }
});
