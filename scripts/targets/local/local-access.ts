import type { Variant } from '../../../app/build.ts';
import { databaseUrls } from '../../../db-migrations/src/database-access.ts';
import { ensureRoles } from '../../../db-migrations/src/roles.ts';
import { LabError } from '../../lib/lab-error.ts';
import type { Settings } from '../../settings/settings.ts';
import { apiState, deployApi } from './api-process.ts';
import { labFolders } from './folders.ts';
import { lastMessage } from './last-message.ts';
import { readPasswords } from './passwords.ts';
import { postgresState } from './postgres-server.ts';

export type LocalAccess = ReturnType<typeof localAccess>;

/** Addresses and credentials of the lab's processes on this machine, which are read on demand. */
export function localAccess(settings: Settings) {
  const folders = labFolders(settings.labFolder);
  // A running process may have been started with a different port from the current setting.
  const postgresPort = () => {
    const { state, port } = postgresState(folders.data);
    return state === 'running' && port ? port : settings.postgresPort;
  };
  const apiPort = () => {
    const { state, record } = apiState(folders);
    return state === 'running' && record ? record.port : settings.apiPort;
  };
  const passwords = () => readPasswords(folders.passwords);
  const urls = () => databaseUrls({ host: '127.0.0.1', port: postgresPort() }, passwords());
  return {
    folders,
    postgresPort,
    urls,
    apiUrl: () => `http://127.0.0.1:${apiPort()}`,

    /** @throws {LabError} `crashed` or `not_running` */
    requireDatabase(): void {
      const { state } = postgresState(folders.data);
      if (state === 'running') return;
      if (state === 'crashed')
        throw new LabError(
          'crashed',
          `PostgreSQL has crashed. The last log message:\n${lastMessage(folders.postgresLog)}`,
          `The full log is in ${folders.postgresLog}. Start it again: make up TARGET=local`,
        );
      throw new LabError('not_running', 'The lab is not running.', 'Start it: make up TARGET=local');
    },

    /** Sets how expensive a login of the API is. */
    setScramIterations: (scramIterations: number) =>
      ensureRoles(urls().admin, { passwords: passwords(), scramIterations }),

    deploy: (variant: Variant, signal: AbortSignal) =>
      deployApi(
        folders,
        { variant, port: apiPort(), databaseUrl: urls().api, otlpEndpoint: settings.otlpEndpoint },
        signal,
      ),
  };
}
