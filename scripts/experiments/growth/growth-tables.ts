import { totalmem } from 'node:os';
import { withClient } from '../../../db-migrations/src/database-access.ts';
import { migrate } from '../../../db-migrations/src/migrate.ts';
import { databaseName, ownerRole } from '../../../db-migrations/src/names.ts';
import type { ExperimentContext, ExperimentRow } from '../experiment.ts';

/**
 * How large a table and its index are, and PostgreSQL's cache. `ofMemoryShare` above 1 is a table
 * beyond this machine's memory. Below, the operating system caches what shared buffers do not hold,
 * and "read" is not a read of the disk. With fewer posts, it is one only under a memory
 * limit, as in beyond-memory.ts.
 */
export async function describeTable({ server, signal }: ExperimentContext, posts: number): Promise<ExperimentRow> {
  await migrate(server.ownerUrl, 2, { signal });
  return withClient(server.ownerUrl, async (client) => {
    const { rows } = await client.query<{ tableBytes: number; indexBytes: number; sharedBuffersBytes: number }>(`
      SELECT
        pg_relation_size('posts')::float8 AS "tableBytes",
        pg_relation_size('idx_posts_created_at')::float8 AS "indexBytes",
        pg_size_bytes(current_setting('shared_buffers'))::float8 AS "sharedBuffersBytes"`);
    const { tableBytes = 0, indexBytes = 0, sharedBuffersBytes = 0 } = rows[0] ?? {};
    return { posts, tableBytes, indexBytes, sharedBuffersBytes, ofMemoryShare: (tableBytes + indexBytes) / totalmem() };
  });
}

const referenceName = 'smallest_table';

/**
 * Copies the database while its table is the smallest, so that every later round can measure it
 * again. Resolves to its address for the API.
 */
export async function keepReference({ server }: ExperimentContext): Promise<string> {
  await withClient(server.adminUrl, (client) =>
    client.query(`CREATE DATABASE ${referenceName} OWNER ${ownerRole} TEMPLATE ${databaseName}`),
  );
  const url = new URL(server.apiUrl);
  url.pathname = referenceName;
  return url.href;
}
