import { connect } from '../../../db-migrations/src/database-access.ts';
import { apiRole, databaseName, ownerRole } from '../../../db-migrations/src/names.ts';
import { allowLabRoles } from '../../../db-migrations/src/roles.ts';
import { watchBlockers } from '../../../db-migrations/src/watch-blockers.ts';
import type { ExperimentContext } from '../experiment.ts';
import { superuserUrl } from '../experiment-server.ts';
import type { ScaleOption } from '../scale-options/scale-option.ts';

/** The lab's database with migration 1 and all seeded posts, as a template. */
const seededDatabase = 'feed_seeded';

/** Runs statements one after the other. Ctrl-C cancels the one that is running. */
async function runStatements(url: string, statements: string[], signal: AbortSignal): Promise<void> {
  const client = await connect(url);
  const runAll = async () => {
    for (const statement of statements) {
      signal.throwIfAborted();
      await client.query(statement);
    }
  };
  try {
    await watchBlockers(client, runAll, { signal });
  } finally {
    await client.end();
  }
}

/** Keeps a copy of the seeded database, to start each option from. */
export async function keepSeeded({ server, signal }: ExperimentContext): Promise<void> {
  const copy = `CREATE DATABASE ${seededDatabase} TEMPLATE ${databaseName} STRATEGY file_copy OWNER ${ownerRole}`;
  await runStatements(server.adminUrl, [copy], signal);
}

/**
 * Brings the database into the state of an option: a copy of the seeded one, in which the option's
 * SQL has run, vacuumed. Nobody may be connected.
 */
export async function applyOption(context: ExperimentContext, { sql }: ScaleOption): Promise<void> {
  const { server, signal } = context;
  const copy = `CREATE DATABASE ${databaseName} TEMPLATE ${seededDatabase} STRATEGY file_copy OWNER ${ownerRole}`;
  await runStatements(server.adminUrl, [`DROP DATABASE ${databaseName} WITH (FORCE)`, copy], signal);
  const admin = await connect(server.adminUrl);
  await allowLabRoles(admin, databaseName).finally(() => admin.end());
  await runStatements(server.ownerUrl, sql, signal);
  await runStatements(superuserUrl(context), ['VACUUM (ANALYZE)'], signal);
}

/** The state before each measurement: only the seeded posts, no dead rows, no dirty pages. */
export async function restoreStart(context: ExperimentContext, posts: number, commitDelayUs: number): Promise<void> {
  const statements = [
    // Without an index, feed queries may still be running that nobody waits for any more.
    `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = '${apiRole}' AND state = 'active'`,
    // For the writer's connections, which are opened later. Its role may not set it itself.
    `ALTER ROLE ${apiRole} SET commit_delay = ${commitDelayUs}`,
    `DELETE FROM posts WHERE id > ${posts}`,
    `SELECT setval(pg_get_serial_sequence('posts', 'id'), ${posts})`,
    'VACUUM (ANALYZE)',
    'SELECT pg_stat_statements_reset()',
    'CHECKPOINT',
  ];
  await runStatements(superuserUrl(context), statements, context.signal);
}
