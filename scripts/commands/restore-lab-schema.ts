import type pg from 'pg';
import {
  findLabChanges,
  findSchemaChanges,
  type RestoredSchema,
  restoreSchema,
  type SchemaChanges,
} from '../../db-migrations/src/restore-schema.ts';
import { defaultSeed, seededRows } from '../../db-migrations/src/seed.ts';
import type { SeedSize } from '../../db-migrations/src/seed-rows.ts';
import { formatCount } from '../lib/format.ts';
import { makeCommand } from '../lib/report.ts';
import { visibleLine, withInvisible } from '../lib/visible-text.ts';
import { explainBlocked } from '../targets/explain-blocked.ts';
import { requireSeeded } from '../targets/require-seeded.ts';
import type { TargetContext } from '../targets/target.ts';

const shownObjects = 5;

function listChanges({ others, tables, seed = false }: SchemaChanges & { seed?: boolean }): string {
  const changed = [
    ...(tables ? ['the tables users and posts'] : []),
    ...(seed ? ['seeded rows'] : []),
    ...others.slice(0, shownObjects),
    ...(others.length > shownObjects ? [`${others.length - shownObjects} more`] : []),
  ];
  return withInvisible(changed.join(', '));
}

function describeRows({ rows }: RestoredSchema): string[] {
  if (!rows) return [];
  const lost = rows.lost.map(({ reason, count }) => (count === null ? reason : `${formatCount(count)} ${reason}`));
  return [
    `  Kept: the seeded rows, and what people wrote (${rows.posts === 1 ? '1 post' : `${formatCount(rows.posts)} posts`}).`,
    ...lost.map((text) => `  Not kept, because the schema does not allow them: ${withInvisible(text)}.`),
  ];
}

/** The size of the seed, estimated from the rows. */
async function guessSize(client: pg.ClientBase): Promise<SeedSize> {
  const counted = await seededRows(client).catch(() => undefined);
  return { ...defaultSeed, posts: Math.max(counted?.posts ?? 0, defaultSeed.posts) };
}

/**
 * Brings back the schema of migration 1 if somebody's SQL has changed it, and keeps the posts. Does
 * and prints nothing if it has not been changed; indexes on posts are left to the migration.
 * @throws {LabError} `blocked` when another session was in the way for too long; `seed_unfinished`
 */
export async function restoreLabSchema({ target, report, signal }: TargetContext): Promise<void> {
  const known = await target.seedSize();
  const restored = await target.withDatabase(async (client) => {
    await requireSeeded(client, target.name);
    const size = known ?? (await guessSize(client));
    // If the size is a guess, unchanged posts might be taken for changed ones.
    const compareRows = known !== undefined;
    if (!(await findLabChanges(client, size, { compareRows }))) return undefined;
    return report.step("Restore the lab's schema", (onWaiting) =>
      explainBlocked(restoreSchema(client, size, { signal, onWaiting, compareRows }), target.name),
    );
  });
  if (!restored) return;
  report.print(`  It was changed: ${listChanges(restored)}.`);
  for (const line of describeRows(restored)) report.print(line);
}

/** Somebody's lock, or a slow database, must not keep a deployment waiting. */
const limits = `SET lock_timeout = '1s'; SET statement_timeout = '2s'`;

/**
 * Prints how the schema differs from the lab's, for verbs that leave it as it is. Never rejects: no
 * verb needs to know.
 */
export async function printSchemaChanges({ target, report }: Pick<TargetContext, 'target' | 'report'>): Promise<void> {
  const found = await target
    .withDatabase(async (client) => {
      await client.query(limits);
      return findSchemaChanges(client);
    })
    .catch((error: Error) => `The schema could not be compared with the lab's: ${visibleLine(error.message)}`);
  if (typeof found === 'string') report.print(found);
  else if (found)
    report.print(
      `The schema differs from the lab's: ${listChanges(found)}. \`${makeCommand('reset', target.name)}\` restores it, and keeps the posts.`,
    );
}
