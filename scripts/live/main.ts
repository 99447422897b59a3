import { once } from 'node:events';
import { readSettings } from '../lib/settings.ts';
import { everySecond } from './every-second.ts';
import { watchLab } from './live-lab.ts';
import { createLiveServer } from './live-server.ts';

// The live page as a process: the local target starts it beside PostgreSQL and the API (targets/local/live-page.ts).

const settings = readSettings(process.env, 'local');
const ended = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ended.abort());

const lab = watchLab(settings);
const { server, events } = createLiveServer(lab.opening);
server.listen(settings.grafanaPort, '127.0.0.1');
await once(server, 'listening');

await everySecond(async (atMs) => {
  const { tick, lab: changed } = await lab.look(atMs);
  events.send('tick', tick);
  if (changed) events.send('lab', changed);
}, ended.signal);

events.close();
server.close();
server.closeIdleConnections();
await lab.close();
