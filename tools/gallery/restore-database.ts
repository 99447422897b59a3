import pg from 'pg';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { databaseName, ownerRole } from '../../db-migrations/src/names.ts';
import { allowLabRoles } from '../../db-migrations/src/roles.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';

/** A copy of the lab's database as it was before the first fix. */
const asNew = 'feed_as_new';

const timeoutMs = 30_000;
/** SQLSTATE object_in_use: another session has connected to the database that is to be copied. */
const objectInUse = '55006';

/** Ends all sessions in a database and copies it. Tries again while clients keep reconnecting. */
async function copyDatabase(admin: pg.Client, from: string, to: string): Promise<void> {
  const copied = await waitUntil(
    async () => {
      await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [from]);
      try {
        await admin.query(`CREATE DATABASE ${to} TEMPLATE ${from} OWNER ${ownerRole}`);
        return true;
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === objectInUse) return false;
        throw error;
      }
    },
    { timeoutMs },
  );
  if (!copied) throw new Error(`the database ${from} could not be copied: it was in use for ${timeoutMs} ms`);
}

/** Keeps a copy of the lab's database. `adminUrl` is the superuser's, of another database. */
export async function keepDatabase(adminUrl: string): Promise<void> {
  await withClient(adminUrl, (admin) => copyDatabase(admin, databaseName, asNew));
}

/**
 * Replaces the lab's database with the copy: rows, schema and settings are as they were, whatever
 * the owner has done. Faster than any verb, and independent of those that are tested.
 */
export async function restoreDatabase(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (admin) => {
    await admin.query(`DROP DATABASE ${databaseName} WITH (FORCE)`);
    await copyDatabase(admin, asNew, databaseName);
    await allowLabRoles(admin, databaseName);
  });
}
