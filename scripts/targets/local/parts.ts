import type { Part } from '../target.ts';
import { apiState } from './api-process.ts';
import { type LabFolders, requireRecordKinds } from './folders.ts';
import { lastMessage } from './last-message.ts';
import { livePageState } from './live-page.ts';
import { postgresState } from './postgres-server.ts';

function createPart(name: string, state: Part['state'], address: string, log: string): Part {
  const problem = state === 'crashed' ? `last log message: ${lastMessage(log)} (${log})` : '';
  return { name, state, detail: state === 'running' ? address : problem };
}

/**
 * The state of each process, from its process file.
 * @throws {LabError} `wrong_kind_of_file`
 */
export function localParts(folders: LabFolders): Part[] {
  requireRecordKinds(folders);
  const database = postgresState(folders.data);
  const api = apiState(folders);
  const livePage = livePageState(folders);
  return [
    createPart('PostgreSQL', database.state, `127.0.0.1:${database.port}`, folders.postgresLog),
    createPart('feed API', api.state, `http://127.0.0.1:${api.record?.port}`, folders.apiLog),
    { ...createPart('live page', livePage.state, livePage.address ?? '', folders.livePageLog), optional: true },
  ];
}
