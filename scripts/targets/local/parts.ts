import type { Part } from '../target.ts';
import { apiState } from './api-process.ts';
import type { LabFolders } from './folders.ts';
import { lastMessage } from './last-message.ts';
import { livePageState } from './live-page.ts';
import { postgresState } from './postgres-server.ts';

function detail(state: Part['state'], address: string, log: string): string {
  if (state === 'running') return address;
  return state === 'crashed' ? `last said: ${lastMessage(log)} (${log})` : '';
}

/** The state of each process, from its process file. */
export function localParts(folders: LabFolders): Part[] {
  const database = postgresState(folders.data);
  const api = apiState(folders.apiProcess);
  const livePage = livePageState(folders);
  return [
    {
      name: 'PostgreSQL',
      state: database.state,
      detail: detail(database.state, `127.0.0.1:${database.port}`, folders.postgresLog),
    },
    {
      name: 'feed API',
      state: api.state,
      detail: detail(api.state, `http://127.0.0.1:${api.remembered?.port}`, folders.apiLog),
    },
    {
      name: 'live page',
      state: livePage.state,
      detail: detail(livePage.state, livePage.address ?? '', folders.livePageLog),
      optional: true,
    },
  ];
}
