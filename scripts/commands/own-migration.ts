import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import { migrateSchema } from './change-stage.ts';
import type { CommandContext } from './command.ts';

/** Where learners write SQL of their own. */
export const ownMigrations = 'db-migrations/mine';

/** SQLSTATE for what cannot be part of a transaction; several statements sent at once are one. */
const activeTransaction = '25001';

/** Whether there is anything but comments and blanks. */
const hasStatement = (sql: string) => sql.replace(/--.*|\/\*[\s\S]*?\*\//g, '').trim() !== '';

/** Where in the file PostgreSQL found the mistake; it counts characters from 1. */
function lineOf(sql: string, position: string | undefined): string {
  return position ? `:${sql.slice(0, Number(position)).split('\n').length}` : '';
}

function asLabError(error: unknown, file: string, sql: string): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const detail = [error.message, error.detail, error.hint].filter(Boolean).join('. ');
  return new LabError(
    'migration_failed',
    `${file}${lineOf(sql, error.position)}: ${detail}`,
    error.code === activeTransaction
      ? 'It has to be alone: one statement, one file.'
      : 'Correct it, and run this again: it begins without an index. What else a file before it made (a view, a setting) is still there.',
    { cause: error },
  );
}

/**
 * Runs the learner's SQL as the database's owner, after every index but those of constraints is gone. The statements of a file are one
 * transaction.
 * @throws {LabError} `migration_failed` when there is none, or PostgreSQL refused it
 */
export async function applyOwnMigration(context: CommandContext): Promise<void> {
  const { target, report } = context;
  const files = readdirSync(join(projectFolder, ownMigrations))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({
      file: `${ownMigrations}/${name}`,
      sql: readFileSync(join(projectFolder, ownMigrations, name), 'utf8'),
    }))
    .filter(({ sql }) => hasStatement(sql));
  if (files.length === 0)
    throw new LabError(
      'migration_failed',
      `There is no statement in ${ownMigrations}/ yet.`,
      `Write one into ${ownMigrations}/0002_mine.sql; without FIX=mine, apply-index builds the lab's own index.`,
    );
  await migrateSchema(context, 1);
  for (const { file, sql } of files)
    await report.step(`Run ${file}`, () =>
      target.query(sql).catch((error) => {
        throw asLabError(error, file, sql);
      }),
    );
  // The planner goes by statistics: new indexes on expressions, and new tables, have none yet.
  await report.step('ANALYZE', () => target.query('ANALYZE'));
  await annotateNow(context, { kind: 'migration', text: 'Own migration run', label: 'own SQL' });
}
