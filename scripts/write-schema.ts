import { writeFileSync } from 'node:fs';
import { withClient } from '../db-migrations/src/database-access.ts';
import { dumpSchema } from '../db-migrations/src/dump-schema.ts';
import { migrate } from '../db-migrations/src/migrate.ts';
import { latestMigration } from '../db-migrations/src/migration-files.ts';
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
