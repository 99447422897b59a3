import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrls, type Passwords } from '../../../db-migrations/src/database-access.ts';
import { migrate } from '../../../db-migrations/src/migrate.ts';
import { ensureRoles } from '../../../db-migrations/src/roles.ts';
import { defaultSeed, seed } from '../../../db-migrations/src/seed.ts';
import { findFreePort } from '../../lib/ports.ts';
import { readOrMakePasswords } from './passwords.ts';
import { type PostgresServer, startPostgres, stopPostgres } from './postgres-server.ts';

/** A PostgreSQL for one experiment or one test run. */
export interface ThrowawayServer {
  port: number;
  passwords: Passwords;
  apiUrl: string;
  ownerUrl: string;
  adminUrl: string;
  dataFolder: string;
  logFile: string;
  /** Sets how many rounds of hashing the API's login costs from now on. */
  setScramIterations(scramIterations: number): Promise<void>;
  /** Stops the server and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a server in a temporary folder: migrated to 0001, seeded. */
export async function startThrowawayServer(): Promise<ThrowawayServer> {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-postgres-'));
  // Run by root, PostgreSQL becomes another user, who has to get into the folder.
  chmodSync(folder, 0o755);
  const passwords = readOrMakePasswords(join(folder, 'passwords.json'));
  const port = await findFreePort();
  const server: PostgresServer = {
    dataFolder: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    port,
    superuserPassword: passwords.superuser,
  };
  const stop = async () => {
    await stopPostgres(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await startPostgres(server);
    const urls = databaseUrls({ host: '127.0.0.1', port }, passwords);
    await ensureRoles(urls.admin, { passwords });
    await migrate(urls.owner, 1);
    await seed(urls.owner, defaultSeed);
    return {
      port,
      passwords,
      apiUrl: urls.api,
      ownerUrl: urls.owner,
      adminUrl: urls.admin,
      dataFolder: server.dataFolder,
      logFile: server.logFile,
      setScramIterations: (scramIterations) => ensureRoles(urls.admin, { passwords, scramIterations }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
