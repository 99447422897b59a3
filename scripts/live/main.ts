import { once } from 'node:events';
import { everySecond } from '../lib/timing.ts';
import { readSettings } from '../settings/settings.ts';
import { labFolders } from '../targets/local/folders.ts';
import { isLivePage } from '../targets/local/live-page.ts';
import { createLiveServer } from './live-server.ts';
import { watchLab } from './watch-lab.ts';

// The live page as a process beside PostgreSQL and the API; live-page.ts starts it.

const settings = readSettings(process.env, 'local');
const folders = labFolders(settings.labFolder);
const ended = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ended.abort());

const lab = watchLab(settings);
// The first who asks is told what is there, and not that nothing is.
await lab.look(Date.now());
const { server, events } = createLiveServer(lab.opening);
server.listen(settings.grafanaPort, '127.0.0.1');
await once(server, 'listening');

await everySecond(async (atMs) => {
  // With its folder gone, or another page in its place, nobody could stop this one.
  if (!isLivePage(folders, process.pid)) return ended.abort();
  const { tick, lab: changed } = await lab.look(atMs);
  events.send('tick', tick);
  if (changed) events.send('lab', changed);
}, ended.signal);

// `make lab` stops everything a moment after its last result: nobody should miss that.
const { lab: last } = await lab.look(Date.now());
if (last) events.send('lab', last);
events.close();
server.close();
server.closeIdleConnections();
await lab.close();
