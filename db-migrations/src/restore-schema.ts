import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { compareWithSeed, isComplete } from './compare-seed.ts';
import { connectAgain } from './database-access.ts';
import { dumpSchema } from './dump-schema.ts';
import { currentMigration } from './migrate.ts';
import { findOtherObjects, findOtherSettings } from './other-objects.ts';
import { buildEmptyTables, buildSchema, buildTables, type KeptRows, replaceTables } from './rebuild-tables.ts';
import type { SeedSize } from './seed-rows.ts';
import { markUnfinished, readWantedSeed } from './unfinished-seed.ts';
import { type WaitOptions, watchBlockers } from './watch-blockers.ts';

const reviewedSchema = new URL('../schema.sql', import.meta.url);

/** The type of posts.created_at in labs that were created with milliseconds: widenCreatedAt(). */
const olderType = 'created_at timestamp(3) with time zone NOT NULL DEFAULT now(),\n  CONSTRAINT posts_pkey';

/** A sequence that somebody made unlogged starts over after a crash, and gives out ids twice. */
const unloggedSequences = `
SELECT FROM pg_class
WHERE relpersistence = 'u' AND oid IN (to_regclass('public.users_id_seq'), to_regclass('public.posts_id_seq'))`;

/**
 * The tables of the lab and their grants. Indexes on posts belong to the stage: migrate() creates
 * and drops them. Other tables are other objects.
 */
function ownStatements(dump: string): string {
  const isOwn = (statement: string) => /^(CREATE (UNLOGGED )?TABLE|GRANT [A-Z, ]+ ON) (users|posts)\b/.test(statement);
  const statements = dump.split(/\n+(?=CREATE |GRANT )/).map((statement) => statement.trim());
  return statements.filter(isOwn).join('\n').replace(olderType, olderType.replace('(3)', ''));
}

async function tablesDiffer(client: pg.ClientBase): Promise<boolean> {
  let dump = ownStatements(await dumpSchema(client));
  // A seed checks the foreign key after the rows: withoutForeignKeys().
  if (await readWantedSeed(client)) dump = dump.replaceAll(' NOT VALID', '');
  // Git may check out text with CRLF.
  const expected = ownStatements((await readFile(reviewedSchema, 'utf8')).replaceAll('\r\n', '\n'));
  if (dump !== expected) return true;
  return (await client.query(unloggedSequences)).rowCount !== 0;
}

/** What differs from the schema of migration 1, besides the indexes on posts. */
export interface SchemaChanges {
  /** Tables, views, triggers, functions, settings and so on, as people know them. */
  others: string[];
  /** Whether users or posts are not as migration 1 creates them. */
  tables: boolean;
}

/** Finds out what somebody has changed in the schema. Changes nothing. */
export async function findSchemaChanges(client: pg.ClientBase): Promise<SchemaChanges | undefined> {
  if ((await currentMigration(client)) === 0) return undefined;
  const found = [...(await findOtherSettings(client)), ...(await findOtherObjects(client))];
  const changes = { others: found.map(({ name }) => name), tables: await tablesDiffer(client) };
  return changes.others.length > 0 || changes.tables ? changes : undefined;
}

export interface LabChanges extends SchemaChanges {
  /** Whether seeded rows are missing or changed, in tables that are as they should be. */
  seed: boolean;
}

export interface RestoreOptions extends WaitOptions, CompareOptions {
  /**
   * Whether a seed follows, which replaces all rows: tables that are built again are left empty.
   */
  seedFollows?: boolean;
}

export interface RestoredSchema extends LabChanges {
  /** Undefined unless the tables were built again. */
  rows?: KeptRows;
}

export interface CompareOptions {
  /** Also looks for seeded rows that were changed or deleted. Only if the size is certain. */
  compareRows?: boolean;
}

/** Finds out what restoreSchema() would restore; undefined if nothing. Changes nothing. */
export async function findLabChanges(
  client: pg.ClientBase,
  size: SeedSize,
  { compareRows = false }: CompareOptions = {},
): Promise<LabChanges | undefined> {
  await client.query('SET search_path = public');
  if ((await currentMigration(client)) === 0) return undefined;
  const changes = await findSchemaChanges(client);
  const seed = compareRows && !changes?.tables && !isComplete(await compareWithSeed(client, size), size);
  return changes || seed ? { others: [], tables: false, ...changes, seed } : undefined;
}

/**
 * Restores the schema of migration 1 and keeps the rows: seeded rows come from the seed of `size`,
 * and those that people wrote are copied as far as the schema allows them. Drops everything else
 * in the database that somebody created. One transaction, so that nothing is half done; `signal`
 * cancels it. Resolves to undefined, after a few queries of the catalog, if nothing differs.
 * @throws {BlockedTooLong} when another session was in the way until the limit
 */
export async function restoreSchema(
  client: pg.Client,
  size: SeedSize,
  options: RestoreOptions = {},
): Promise<RestoredSchema | undefined> {
  const changes = await findLabChanges(client, size, options);
  if (!changes) return undefined;
  await client.query('SET default_transaction_read_only = off');
  for (const { removal } of await findOtherSettings(client)) await client.query(removal);
  // With the settings as they are now.
  const own = await connectAgain(client);
  try {
    const restore = () => restoreObjects(own, changes.tables || changes.seed, size, options);
    const rows = await watchBlockers(own, restore, options);
    if (rows) await own.query('VACUUM (ANALYZE) users, posts');
    return { ...changes, ...(rows && { rows }) };
  } finally {
    await own.end();
  }
}

async function restoreObjects(
  client: pg.Client,
  rebuild: boolean,
  size: SeedSize,
  { signal, seedFollows = false }: RestoreOptions,
): Promise<KeptRows | undefined> {
  await client.query('BEGIN');
  const buildAgain = () => (seedFollows ? buildEmptyTables(client) : buildTables(client, size, signal));
  const rows = rebuild ? await buildAgain() : undefined;
  for (const { name, removal } of await findOtherObjects(client))
    if (name !== `schema ${buildSchema}`) await client.query(removal);
  if (rows) await replaceTables(client);
  if (rows && seedFollows) await markUnfinished(client, { ...size, index: false });
  if (await findSchemaChanges(client))
    throw new Error('The schema of migration 1 could not be restored; nothing was changed.');
  await client.query('COMMIT');
  return rows;
}
