import { apiPart, type Part } from '../target.ts';
import { apiState } from './api-process.ts';
import { answers } from './background-process.ts';
import { type LabFolders, requireRecordKinds } from './folders.ts';
import { describeEnd } from './last-message.ts';
import { livePageState } from './live-page.ts';
import { postgresState } from './postgres-server.ts';

function createPart(name: string, state: Part['state'], address: string, log: string): Part {
  const problem = state === 'crashed' ? describeEnd(log) : '';
  return { name, state, detail: state === 'running' ? address : problem };
}

async function ask(part: Part, url: string): Promise<Part> {
  if (part.state !== 'running' || (await answers(url))) return part;
  return { ...part, state: 'no answer', detail: url };
}

/**
 * The state of each process, from its process file; with `ask`, from its answer, too.
 * @throws {LabError} `wrong_kind_of_file`
 */
export async function localParts(folders: LabFolders, options = { ask: false }): Promise<Part[]> {
  requireRecordKinds(folders);
  const database = postgresState(folders.data);
  const api = apiState(folders);
  const apiUrl = `http://127.0.0.1:${api.record?.port}`;
  const livePage = livePageState(folders);
  const pageUrl = livePage.address ?? '';
  const parts: [part: Part, url?: string][] = [
    [createPart('PostgreSQL', database.state, `127.0.0.1:${database.port}`, folders.postgresLog)],
    [createPart(apiPart, api.state, apiUrl, folders.apiLog), `${apiUrl}/livez`],
    [{ ...createPart('live page', livePage.state, pageUrl, folders.livePageLog), optional: true }, pageUrl],
  ];
  return Promise.all(parts.map(([part, url]) => (options.ask && url ? ask(part, url) : part)));
}
