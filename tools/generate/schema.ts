import { fileURLToPath } from 'node:url';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { dumpSchema } from '../../db-migrations/src/dump-schema.ts';
import { migrate } from '../../db-migrations/src/migrate.ts';
import { latestMigration } from '../../db-migrations/src/migration-files.ts';
import { startThrowawayServer } from '../../scripts/targets/local/throwaway-server.ts';

/** Runs every migration on an empty server and dumps the schema that results. */
export async function generateSchema() {
  const server = await startThrowawayServer();
  try {
    await migrate(server.ownerUrl, await latestMigration());
    const file = fileURLToPath(new URL('../../db-migrations/schema.sql', import.meta.url));
    return { file, text: await withClient(server.ownerUrl, dumpSchema) };
  } finally {
    await server.stop();
  }
}
