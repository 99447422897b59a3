import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrls } from '../../../db-migrations/src/database-access.ts';
import { migrate } from '../../../db-migrations/src/migrate.ts';
import { ensureRoles } from '../../../db-migrations/src/roles.ts';
import { defaultSeed, seed } from '../../../db-migrations/src/seed.ts';
import { findFreePort } from '../../lib/ports.ts';
import { readOrCreatePasswords } from './passwords.ts';
import { type PostgresServer, startPostgres, stopPostgres } from './postgres-server.ts';

/** A PostgreSQL for one experiment or one test run. */
export type ThrowawayServer = Awaited<ReturnType<typeof startThrowawayServer>>;

/** Starts a server in a temporary folder, migrated to 0001 and seeded. */
export async function startThrowawayServer() {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-postgres-'));
  // If started by root, PostgreSQL runs as another user, which needs access to the folder.
  chmodSync(folder, 0o755);
  const passwords = readOrCreatePasswords(join(folder, 'passwords.json'));
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
      ...server,
      passwords,
      apiUrl: urls.api,
      ownerUrl: urls.owner,
      adminUrl: urls.admin,
      /** Sets how expensive later logins of the API are. */
      setScramIterations: (scramIterations: number) => ensureRoles(urls.admin, { passwords, scramIterations }),
      /** Stops the server and removes its folder. */
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
