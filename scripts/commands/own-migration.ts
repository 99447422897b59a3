import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import { migrateSchema } from './change-stage.ts';
import type { CommandContext } from './command.ts';

const ownMigrations = 'db-migrations/mine';

/** SQLSTATE: the statement cannot run in a transaction, as several sent at once always do. */
const activeTransaction = '25001';

const hasStatement = (sql: string) => sql.replace(/--.*|\/\*[\s\S]*?\*\//g, '').trim() !== '';

/** The line of a position, which PostgreSQL counts in characters from 1. */
function describeLine(sql: string, position: string | undefined): string {
  return position ? `:${sql.slice(0, Number(position)).split('\n').length}` : '';
}

function toLabError(error: unknown, file: string, sql: string): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const detail = [error.message, error.detail, error.hint].filter(Boolean).join('. ');
  return new LabError(
    'migration_failed',
    `${file}${describeLine(sql, error.position)}: ${detail}`,
    error.code === activeTransaction
      ? 'It has to be the only statement in its file.'
      : 'Correct it, and run the verb again: it starts without an index. Anything else that an earlier file created (a view, a setting) still exists.',
    { cause: error },
  );
}

/**
 * Drops every index except for those of constraints, then runs the learner's SQL as the database's
 * owner. The statements of a file are one transaction.
 * @throws {LabError} `migration_failed` when there is no statement, or PostgreSQL rejects one
 */
export async function applyOwnMigration(context: CommandContext): Promise<void> {
  const { target, report } = context;
  const folder = join(projectFolder, ownMigrations);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ file: `${ownMigrations}/${name}`, sql: readFileSync(join(folder, name), 'utf8') }))
    .filter(({ sql }) => hasStatement(sql));
  if (files.length === 0)
    throw new LabError(
      'migration_failed',
      `There is no statement in ${ownMigrations}/ yet.`,
      `Write one in ${ownMigrations}/0002_mine.sql; without FIX=mine, apply-index builds the lab's own index.`,
    );
  await migrateSchema(context, 1);
  for (const { file, sql } of files)
    await report.step(`Run ${file}`, () =>
      target.query(sql).catch((error) => {
        throw toLabError(error, file, sql);
      }),
    );
  // New tables and indexes on expressions have no statistics for the planner yet.
  await report.step('ANALYZE', () => target.query('ANALYZE'));
  await annotateNow(context, { kind: 'migration', text: 'Own migration run', label: 'own SQL' });
}
