import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { connect, withClient } from './database-access.ts';
import { dropIndexesByHand, dropInvalidIndexes, indexIsUsable } from './index-repair.ts';
import { migrationFiles } from './migration-files.ts';

/** Loaded when something is to migrate: it takes longer to load than most verbs do to run. */
const loadNodePgMigrate = () => import('node-pg-migrate');

const migrationsTable = 'pgmigrations';
const lockAttemptEveryMs = 200;

/** Nobody else finished migrating within the time given. */
export class MigrationLockTimeout extends Error {
  override name = 'MigrationLockTimeout';
}

/**
 * Takes node-pg-migrate's own lock by asking again and again. Waiting inside pg_advisory_lock() instead would be a running
 * statement, for whose end the other migrator's CREATE INDEX CONCURRENTLY waits in turn: a deadlock.
 */
async function takeLock(client: pg.Client, lockTimeoutMs: number, signal?: AbortSignal): Promise<void> {
  const { PG_MIGRATE_LOCK_ID } = await loadNodePgMigrate();
  const giveUpAt = Date.now() + lockTimeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS taken', [PG_MIGRATE_LOCK_ID]);
    if (rows[0].taken) return;
    if (Date.now() > giveUpAt)
      throw new MigrationLockTimeout(
        `another migration has been running for ${lockTimeoutMs / 1000} s; wait for it, then try again`,
      );
    await wait(lockAttemptEveryMs);
  }
}

/** The number of the newest migration in the database: 0 when there is none yet. */
export async function currentMigration(client: pg.ClientBase): Promise<number> {
  const table = await client.query(`SELECT to_regclass($1) AS found`, [`public.${migrationsTable}`]);
  if (!table.rows[0].found) return 0;
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM ${migrationsTable} ORDER BY name DESC LIMIT 1`,
  );
  return Number.parseInt(rows[0]?.name ?? '0', 10);
}

/**
 * Brings the schema to migration number `to`, up or down, under a lock: two at once run one after the other. Safe to repeat.
 * `signal` cancels what runs in the database.
 * @throws {MigrationLockTimeout} when another migrator held the lock for `lockTimeoutMs`
 */
export async function migrate(
  ownerUrl: string,
  to: number,
  { lockTimeoutMs = 60_000, signal }: { lockTimeoutMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const client = await connect(ownerUrl, { application_name: 'feed-migrate' });
  // Where even the cancelling connection is refused, closing ours has to do.
  const cancel = () => void cancelStatement(ownerUrl, client).catch(() => client.end());
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    await takeLock(client, lockTimeoutMs, signal);
    const recorded = await currentMigration(client);
    const isGone = to >= 2 && recorded >= 2 && !(await indexIsUsable(client));
    // What is recorded but not there has to be taken back before it can be done again.
    if (isGone) await move(client, recorded, 1);
    const from = isGone ? 1 : recorded;
    if (to > from) await dropInvalidIndexes(client);
    await move(client, from, to);
    if (to < 2) await dropIndexesByHand(client);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    await client.end();
  }
}

async function move(client: pg.Client, from: number, to: number): Promise<void> {
  if (to === from) return;
  const { runner } = await loadNodePgMigrate();
  await runner({
    ...migrationFiles,
    dbClient: client,
    direction: to > from ? 'up' : 'down',
    count: Math.abs(to - from),
    migrationsTable,
    singleTransaction: false,
    logger: silentLogger,
  });
}

/** Closing a connection does not stop its statement: PostgreSQL would finish the index for nobody. */
async function cancelStatement(ownerUrl: string, client: pg.Client & { processID?: number | null }): Promise<void> {
  await withClient(ownerUrl, (other) => other.query('SELECT pg_cancel_backend($1)', [client.processID]));
}

const ignore = () => {};
/** Failures arrive as rejections, with PostgreSQL's own words; the runner's commentary would say everything twice. */
const silentLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
