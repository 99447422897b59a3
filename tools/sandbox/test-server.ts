import { withClient } from '../../db-migrations/src/database-access.ts';
import { databaseName } from '../../db-migrations/src/names.ts';
import { type TestServer, testServerVariable } from '../../db-migrations/src/testing/test-database.ts';
import { startPostgres, stopPostgres } from '../../scripts/targets/local/postgres-server.ts';
import { startThrowawayServer, type ThrowawayServer } from '../../scripts/targets/local/throwaway-server.ts';

/** The PostgreSQL of one test run, whose database every test file clones. */
interface RunningTestServer extends ThrowawayServer {
  /** The variables by which a test file's process finds it. */
  environment: NodeJS.ProcessEnv;
  /** Shuts the server down, and starts it again on the same port. */
  halt(): Promise<void>;
  resume(): Promise<void>;
  /** Stops it without a shutdown of its connections, as a power cut does. */
  crash(): Promise<void>;
  /** Databases and sessions that tests left behind. */
  findLeaks(): Promise<string[]>;
}

export async function startTestServer(): Promise<RunningTestServer> {
  const server = await startThrowawayServer();
  const { port, passwords, adminUrl, dataFolder, logFile } = server;
  const described: TestServer = { port, template: databaseName, passwords };
  return {
    ...server,
    environment: { [testServerVariable]: JSON.stringify(described) },
    halt: () => stopPostgres({ dataFolder, logFile }),
    resume: () => startPostgres({ dataFolder, logFile, port, superuserPassword: passwords.superuser }),
    crash: () => stopPostgres({ dataFolder, logFile }, 'immediate'),
    findLeaks: () => findLeaks(adminUrl),
  };
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
