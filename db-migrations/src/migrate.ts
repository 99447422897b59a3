import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { findBuildBlockers, findDropBlockers, findLockHolders } from './blockers.ts';
import { connect } from './database-access.ts';
import { leaveNoInvalidIndex } from './invalid-indexes.ts';
import { migrationFiles } from './migration-files.ts';
import { programs } from './names.ts';
import { prepareUp, repairApplied, repairedMigration, repairUnapplied } from './repair-0002.ts';
import { waitForOpenTransactions } from './wait-for-open-transactions.ts';
import { limitWait, type WaitOptions, watchBlockers } from './watch-blockers.ts';
import { widenCreatedAt } from './widen-created-at.ts';

/** Loaded on demand, because loading it takes longer than most verbs run. */
const loadNodePgMigrate = () => import('node-pg-migrate');

const migrationsTable = 'pgmigrations';
const lockRetryIntervalMs = 200;

/**
 * Acquires node-pg-migrate's advisory lock by polling. A blocking pg_advisory_lock() would be a
 * running statement, and the other migrator's CREATE INDEX CONCURRENTLY would wait for it: a
 * deadlock.
 */
async function acquireLock(client: pg.Client, options: WaitOptions): Promise<void> {
  const { PG_MIGRATE_LOCK_ID } = await loadNodePgMigrate();
  const checkWait = limitWait(options);
  for (;;) {
    options.signal?.throwIfAborted();
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS acquired', [PG_MIGRATE_LOCK_ID]);
    if (rows[0].acquired) return checkWait([]);
    checkWait(await findLockHolders(client, PG_MIGRATE_LOCK_ID));
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
 * @throws {BlockedTooLong} when another session was in the way until the limit
 */
export async function migrate(
  ownerUrl: string,
  to: number,
  { folder = migrationFiles.dir, ...options }: WaitOptions & { folder?: string } = {},
): Promise<void> {
  const client = await connect(ownerUrl, { application_name: programs.migrate });
  const change = async () => {
    await acquireLock(client, options);
    const from = await currentMigration(client);
    if (from > 0 && to > 0) await widenCreatedAt(client, options);
    if (to >= repairedMigration) await (from >= repairedMigration ? repairApplied : prepareUp)(client, options);
    await runMigrations(client, from, to, folder, options);
    if (to < repairedMigration) await repairUnapplied(client, options);
  };
  try {
    await leaveNoInvalidIndex(client, () => watchBlockers(client, change, options));
  } finally {
    await client.end();
  }
}

async function runMigrations(
  client: pg.Client,
  from: number,
  to: number,
  folder: string,
  options: WaitOptions,
): Promise<void> {
  if (to === from) return;
  if (from < repairedMigration && to >= repairedMigration)
    await waitForOpenTransactions(() => findBuildBlockers(client), options);
  if (from >= repairedMigration && to < repairedMigration)
    await waitForOpenTransactions(() => findDropBlockers(client), options);
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

const ignore = () => {};
/** Failures reject with PostgreSQL's message, which the runner would log a second time. */
const silentLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
