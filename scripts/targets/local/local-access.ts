import type { Variant } from '../../../app/build.ts';
import { type DatabaseUrls, databaseUrls, type Passwords } from '../../../db-migrations/src/database-access.ts';
import { ensureRoles } from '../../../db-migrations/src/roles.ts';
import { LabError } from '../../lib/lab-error.ts';
import type { Settings } from '../../settings/settings.ts';
import { apiState } from './api-process.ts';
import { deployApi } from './deploy-api.ts';
import { type LabFolders, labFolders } from './folders.ts';
import { lastWords } from './last-words.ts';
import { readPasswords } from './passwords.ts';
import { postgresState } from './postgres-server.ts';

/** The ways to the lab's processes on this machine, wherever they listen now. */
export interface LocalAccess {
  folders: LabFolders;
  postgresPort(): number;
  apiUrl(): string;
  /** Read when first needed: whatever became of them, the lab can be stopped. */
  passwords(): Passwords;
  urls(): DatabaseUrls;
  /** @throws {LabError} `crashed` or `not_running` */
  requireDatabase(): void;
  /** Sets what the API's login costs. */
  setScramIterations(iterations: number): Promise<void>;
  deploy(variant: Variant, signal: AbortSignal): Promise<void>;
}

export function localAccess(settings: Settings): LocalAccess {
  const folders = labFolders(settings.labFolder);
  // What runs was perhaps started with other ports than are set now.
  const portOf = ({ state, port }: { state: string; port?: number | undefined }, otherwise: number) =>
    state === 'running' && port ? port : otherwise;
  const postgresPort = () => portOf(postgresState(folders.data), settings.postgresPort);
  const apiPort = (): number => {
    const { state, api } = apiState(folders.apiProcess);
    return portOf({ state, port: api?.port }, settings.apiPort);
  };
  const passwords = () => readPasswords(folders.passwords);
  const urls = () => databaseUrls({ host: '127.0.0.1', port: postgresPort() }, passwords());
  return {
    folders,
    postgresPort,
    apiUrl: () => `http://127.0.0.1:${apiPort()}`,
    passwords,
    urls,

    requireDatabase() {
      const { state } = postgresState(folders.data);
      if (state === 'running') return;
      if (state === 'crashed')
        throw new LabError(
          'crashed',
          `PostgreSQL has crashed. It last said:\n${lastWords(folders.postgresLog)}`,
          `All it said is in ${folders.postgresLog}. Start it again: make up TARGET=local`,
        );
      throw new LabError('not_running', 'The lab is not running.', 'Start it: make up TARGET=local');
    },

    setScramIterations: (scramIterations) => ensureRoles(urls().admin, { passwords: passwords(), scramIterations }),

    deploy: (variant, signal) => deployApi(folders, { variant, port: apiPort(), databaseUrl: urls().api }, signal),
  };
}
