import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUrls, type Passwords, withClient } from '../../db-migrations/src/database-access.ts';
import { migrate } from '../../db-migrations/src/migrate.ts';
import { databaseName } from '../../db-migrations/src/names.ts';
import { ensureRoles } from '../../db-migrations/src/roles.ts';
import { defaultSeed, seed } from '../../db-migrations/src/seed.ts';
import { type TestServer, testServerVariable } from '../../db-migrations/src/testing/test-database.ts';
import { findFreePort } from '../../scripts/lib/ports.ts';
import { readOrMakePasswords } from '../../scripts/targets/local/passwords.ts';
import { type PostgresServer, startPostgres, stopPostgres } from '../../scripts/targets/local/postgres-server.ts';

/** The PostgreSQL of one test run. */
export interface RunningTestServer {
  /** What a test file's process needs in its environment to find it. */
  environment: NodeJS.ProcessEnv;
  /** The template database, for a test that has a server to itself. */
  apiUrl: string;
  ownerUrl: string;
  adminUrl: string;
  dataFolder: string;
  logFile: string;
  /** Sets how many rounds of hashing the API's login costs from now on. */
  setScramIterations(scramIterations: number): Promise<void>;
  /** Stops the server as an administrator would, and starts it again on the same port. */
  halt(): Promise<void>;
  resume(): Promise<void>;
  /** Ends it as a power cut would: connections just break. */
  crash(): Promise<void>;
  /** Databases and sessions that tests should have removed. */
  findLeaks(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts a server in a folder of its own, with a template that every test file clones: migrated to 0001, seeded. */
export async function startTestServer(): Promise<RunningTestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-test-'));
  // PostgreSQL may run as another user than we do, and has to get through.
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
      environment: describeServer(port, passwords),
      apiUrl: urls.api,
      ownerUrl: urls.owner,
      adminUrl: urls.admin,
      dataFolder: server.dataFolder,
      logFile: server.logFile,
      setScramIterations: (scramIterations) => ensureRoles(urls.admin, { passwords, scramIterations }),
      halt: () => stopPostgres(server),
      resume: () => startPostgres(server),
      crash: () => stopPostgres(server, 'immediate'),
      findLeaks: () => findLeaks(urls.admin),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function describeServer(port: number, passwords: Passwords): NodeJS.ProcessEnv {
  const server: TestServer = { port, template: databaseName, passwords };
  return { [testServerVariable]: JSON.stringify(server) };
}

function findLeaks(adminUrl: string): Promise<string[]> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ leak: string }>(`
      SELECT format('database %s', datname) AS leak FROM pg_database WHERE datname LIKE 'test\\_%'
      UNION ALL
      SELECT format('session of %s in %s', application_name, datname) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`);
    return rows.map(({ leak }) => leak);
  });
}
