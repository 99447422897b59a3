import pg from 'pg';
import { leaveNoInvalidIndex } from '../../db-migrations/src/invalid-indexes.ts';
import { watchBlockers } from '../../db-migrations/src/watch-blockers.ts';
import { LabError } from '../lib/lab-error.ts';
import { withInvisible } from '../lib/visible-text.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import { explainBlocked } from '../targets/explain-blocked.ts';
import { migrateSchema } from './change-stage.ts';
import type { CommandContext } from './command.ts';
import { readOwnSql, type SqlFile } from './own-sql-files.ts';
import { restoreLabSchema } from './restore-lab-schema.ts';

/** SQLSTATE: the statement cannot run in a transaction, as several sent at once always do. */
const activeTransaction = '25001';

/** Building an index takes as long as it takes; only waiting for others has a limit. */
const queryTimeoutMs = 2 ** 31 - 1;

/** The line of a position, which PostgreSQL counts in characters from 1. */
function describeLine(sql: string, position: string | undefined): string {
  if (!position) return '';
  const before = [...sql].slice(0, Number(position)).join('');
  return `:${before.split(/\r\n?|\n/).length}`;
}

function toLabError(error: unknown, { file, sql }: SqlFile): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const detail = [error.message, error.detail, error.hint].filter(Boolean).join('. ');
  return new LabError(
    'migration_failed',
    `${file}${describeLine(sql, error.position)}: ${withInvisible(detail)}`,
    error.code === activeTransaction
      ? 'It has to be the only statement in its file.'
      : 'Correct it, and run the verb again: it starts from the schema of migration 1, without an index.',
    { cause: error },
  );
}

/** Runs statements as the database's owner, in a step that shows who is in the way. */
function runStatements({ target, report, signal }: CommandContext, title: string, text: string): Promise<unknown> {
  const statements = { text, query_timeout: queryTimeoutMs };
  return report.step(title, (onWaiting) =>
    target.withDatabase((client) =>
      explainBlocked(
        leaveNoInvalidIndex(client, () => watchBlockers(client, () => client.query(statements), { signal, onWaiting })),
        target.name,
      ),
    ),
  );
}

/**
 * Restores the schema of migration 1, without an index, then runs the learner's SQL as the
 * database's owner, so that no attempt depends on an earlier one. The statements of a file are one
 * transaction.
 * @throws {LabError} `migration_failed` when there is no statement, or PostgreSQL rejects one;
 * `blocked` when another session was in the way for too long
 */
export async function applyOwnMigration(context: CommandContext): Promise<void> {
  const files = readOwnSql();
  await restoreLabSchema(context);
  await migrateSchema(context, 1);
  for (const ownFile of files)
    await runStatements(context, `Run ${ownFile.file}`, ownFile.sql).catch((error) => {
      throw toLabError(error, ownFile);
    });
  // New tables and indexes on expressions have no statistics for the planner yet.
  await runStatements(context, 'ANALYZE', 'ANALYZE');
  await annotateNow(context, { kind: 'migration', text: 'Own migration run', label: 'own SQL' });
}
