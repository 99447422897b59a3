import '../lib/own-environment.ts';
import { once } from 'node:events';
import { everySecond } from '../lib/timing.ts';
import { readSettings } from '../settings/settings.ts';
import { type LabFolders, labFolders } from '../targets/local/folders.ts';
import { isLivePage } from '../targets/local/live-page.ts';
import { limitLog } from '../targets/local/log-file.ts';
import { createLiveServer } from './live-server.ts';
import { watchLab } from './watch-lab.ts';

// The process of the live page; targets/local/live-page.ts starts it.

const settings = readSettings(process.env, { target: 'local' });
const folders = labFolders(settings.labFolder);
const ended = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ended.abort());

/** Only this process of the lab can: PostgreSQL and the API write to files that others opened. */
function limitLogs({ postgresLog, apiLog, livePageLog }: LabFolders): void {
  for (const file of [postgresLog, apiLog, livePageLog])
    try {
      limitLog(file);
    } catch {
      // A full disk, or a folder that is being deleted: the page does not need the logs.
    }
}

const lab = watchLab(settings);
// Before the server listens, so that the first client gets the state of the lab.
await lab.scrape(Date.now());
const { server, events } = createLiveServer(lab.initialState);
server.listen(settings.grafanaPort, '127.0.0.1');
await once(server, 'listening');

await everySecond(async (atMs) => {
  // Without its process file, or with that of another page, no verb could stop this process.
  if (!isLivePage(folders, process.pid)) return ended.abort();
  limitLogs(folders);
  const { sample, lab: changed } = await lab.scrape(atMs);
  events.send('sample', sample);
  if (changed) events.send('lab', changed);
}, ended.signal);

// `make lab` stops everything right after its last result, which the page should still show.
const { lab: last } = await lab.scrape(Date.now());
if (last) events.send('lab', last);
events.close();
server.close();
server.closeIdleConnections();
await lab.close();
