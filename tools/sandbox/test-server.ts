import { withClient } from '../../db-migrations/src/database-access.ts';
import { databaseName } from '../../db-migrations/src/names.ts';
import { type TestServer, testServerVariable } from '../../db-migrations/src/testing/test-database.ts';
import { startPostgres, stopPostgres } from '../../scripts/targets/local/postgres-server.ts';
import { startThrowawayServer } from '../../scripts/targets/local/throwaway-server.ts';

/** The PostgreSQL of one test run, whose database every test file clones. */
export async function startTestServer() {
  const server = await startThrowawayServer();
  const { port, passwords, adminUrl, dataFolder, logFile } = server;
  const described: TestServer = { port, template: databaseName, passwords };
  return {
    ...server,
    /** The variables by which a test file's process finds it. */
    environment: { [testServerVariable]: JSON.stringify(described) },
    /** Shuts the server down as an administrator would; resume() starts it on the same port. */
    halt: () => stopPostgres({ dataFolder, logFile }),
    resume: () => startPostgres({ dataFolder, logFile, port, superuserPassword: passwords.superuser }),
    /** Breaks all connections, as a power failure does. */
    crash: () => stopPostgres({ dataFolder, logFile }, 'immediate'),
    findLeaks: () => findLeaks(adminUrl),
  };
}

/** Databases and sessions that tests left behind. */
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
