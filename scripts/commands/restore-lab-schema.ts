import {
  findLabChanges,
  findSchemaChanges,
  type RestoredSchema,
  restoreSchema,
  type SchemaChanges,
} from '../../db-migrations/src/restore-schema.ts';
import { defaultSeed, seededRows } from '../../db-migrations/src/seed.ts';
import { formatCount } from '../lib/format.ts';
import { makeCommand } from '../lib/report.ts';
import { withInvisible } from '../lib/visible-text.ts';
import { explainBlocked } from '../targets/explain-blocked.ts';
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

/**
 * Brings back the schema of migration 1 if somebody's SQL has changed it, and keeps the posts. Does
 * and prints nothing if it has not been changed; indexes on posts are left to the migration.
 * @throws {LabError} `blocked` when another session was in the way for too long
 */
export async function restoreLabSchema({ target, report, signal }: TargetContext): Promise<void> {
  const tunedPosts = (await target.tuning())?.posts;
  const restored = await target.withDatabase(async (client) => {
    // Without a tuning, the size of the seed is only known from the rows themselves.
    const counted = tunedPosts === undefined ? await seededRows(client).catch(() => undefined) : undefined;
    const posts = tunedPosts ?? Math.max(counted?.posts ?? 0, defaultSeed.posts);
    const size = { ...defaultSeed, posts };
    const compareRows = tunedPosts !== undefined;
    if (!(await findLabChanges(client, size, { compareRows }))) return undefined;
    return report.step("Restore the lab's schema", (onWaiting) =>
      explainBlocked(restoreSchema(client, size, { signal, onWaiting, compareRows }), target.name),
    );
  });
  if (!restored) return;
  report.print(`  It was changed: ${listChanges(restored)}.`);
  for (const line of describeRows(restored)) report.print(line);
}

/** Prints how the schema differs from the lab's, for verbs that leave it as it is. */
export async function printSchemaChanges({ target, report }: TargetContext): Promise<void> {
  const changes = await target.withDatabase(findSchemaChanges);
  if (!changes) return;
  report.print(
    `The schema differs from the lab's: ${listChanges(changes)}. \`${makeCommand('reset', target.name)}\` restores it, and keeps the posts.`,
  );
}
