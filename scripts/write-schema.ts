import { writeFileSync } from 'node:fs';
import { dumpSchema } from '../db-migrations/src/dump-schema.ts';
import { migrate } from '../db-migrations/src/migrate.ts';
import { latestMigration } from '../db-migrations/src/migration-files.ts';
import { withClient } from './targets/local/database-access.ts';
import { startTestServer } from './testing/test-server.ts';

// `make schema`: runs every migration on an empty server and writes what came out, for people to review.
const file = new URL('../db-migrations/schema.sql', import.meta.url);
const server = await startTestServer();
try {
  await migrate(server.ownerUrl, await latestMigration());
  writeFileSync(file, await withClient(server.ownerUrl, dumpSchema));
  console.log('written: db-migrations/schema.sql');
} finally {
  await server.stop();
}
