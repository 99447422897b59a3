import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { connect, withClient } from './database-access.ts';
import { migrationFiles } from './migration-files.ts';
import { prepareUp, repairApplied, repairedMigration, repairUnapplied } from './repair-0002.ts';

/** Loaded on demand, because loading it takes longer than most verbs run. */
const loadNodePgMigrate = () => import('node-pg-migrate');

const migrationsTable = 'pgmigrations';
const lockRetryIntervalMs = 200;

/** Another migrator held the lock until the timeout. */
export class MigrationLockTimeout extends Error {
  override name = 'MigrationLockTimeout';
}

/**
 * Acquires node-pg-migrate's advisory lock by polling. A blocking pg_advisory_lock() would be a
 * running statement, and the other migrator's CREATE INDEX CONCURRENTLY would wait for it: a
 * deadlock.
 */
async function acquireLock(client: pg.Client, lockTimeoutMs: number, signal?: AbortSignal): Promise<void> {
  const { PG_MIGRATE_LOCK_ID } = await loadNodePgMigrate();
  const deadline = Date.now() + lockTimeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS acquired', [PG_MIGRATE_LOCK_ID]);
    if (rows[0].acquired) return;
    if (Date.now() > deadline)
      throw new MigrationLockTimeout(
        `another migration has been running for ${lockTimeoutMs / 1000} s; wait for it, then try again`,
      );
    await wait(lockRetryIntervalMs);
  }
}

/** The number of the latest migration that has been applied to the database; 0 if none has. */
export async function currentMigration(client: pg.ClientBase): Promise<number> {
  const table = await client.query(`SELECT to_regclass($1) AS found`, [`public.${migrationsTable}`]);
  if (!table.rows[0].found) return 0;
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM ${migrationsTable} ORDER BY name DESC LIMIT 1`,
  );
  return Number.parseInt(rows[0]?.name ?? '0', 10);
}

/**
 * Migrates the schema up or down to migration number `to`. Idempotent. Concurrent calls run one
 * after another. `signal` cancels the running statement; `folder` holds the migrations.
 * @throws {MigrationLockTimeout} when another migrator held the lock for `lockTimeoutMs`
 */
export async function migrate(
  ownerUrl: string,
  to: number,
  options: { lockTimeoutMs?: number; signal?: AbortSignal; folder?: string } = {},
): Promise<void> {
  const { lockTimeoutMs = 60_000, signal, folder = migrationFiles.dir } = options;
  const client = await connect(ownerUrl, { application_name: 'feed-migrate' });
  // If the server refuses the connection for the cancel request, this one is closed instead.
  const cancel = () => void cancelStatement(ownerUrl, client).catch(() => client.end());
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    await acquireLock(client, lockTimeoutMs, signal);
    const from = await currentMigration(client);
    if (to >= repairedMigration) await (from >= repairedMigration ? repairApplied(client) : prepareUp(client));
    await runMigrations(client, from, to, folder);
    if (to < repairedMigration) await repairUnapplied(client);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    await client.end();
  }
}

async function runMigrations(client: pg.Client, from: number, to: number, folder: string): Promise<void> {
  if (to === from) return;
  const { runner } = await loadNodePgMigrate();
  await runner({
    ...migrationFiles,
    dir: folder,
    dbClient: client,
    direction: to > from ? 'up' : 'down',
    count: Math.abs(to - from),
    migrationsTable,
    singleTransaction: false,
    logger: silentLogger,
  });
}

/** Closing the connection would not stop its statement: PostgreSQL would continue the build. */
async function cancelStatement(ownerUrl: string, client: pg.Client & { processID?: number | null }): Promise<void> {
  await withClient(ownerUrl, (other) => other.query('SELECT pg_cancel_backend($1)', [client.processID]));
}

const ignore = () => {};
/** Failures reject with PostgreSQL's message, which the runner would log a second time. */
const silentLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
