import type pg from 'pg';
import { findDropBlockers } from './blockers.ts';
import { waitForOpenTransactions } from './wait-for-open-transactions.ts';
import type { WaitOptions } from './watch-blockers.ts';

/** SQLSTATE feature_not_supported: a view that somebody created uses the column. */
const columnInUse = '0A000';

const isNarrow = `
SELECT FROM pg_attribute WHERE attrelid = to_regclass('public.posts') AND attname = 'created_at' AND atttypmod <> -1`;

/**
 * Lets posts.created_at hold microseconds in a lab that was created when migration 1 gave it
 * milliseconds. A migration of its own would come after 2, which is a step of the scenario.
 * Neither the table nor its indexes are rewritten (PostgreSQL's release notes for 9.2).
 */
export async function widenCreatedAt(client: pg.ClientBase, options: WaitOptions): Promise<void> {
  if ((await client.query(isNarrow)).rowCount === 0) return;
  // Otherwise, all queries on posts would queue behind the change.
  await waitForOpenTransactions(() => findDropBlockers(client), options);
  try {
    await client.query('ALTER TABLE posts ALTER COLUMN created_at TYPE timestamptz');
  } catch (error) {
    if ((error as { code?: string }).code === columnInUse) return;
    throw error;
  }
  // The change has deleted the column's statistics, which the planner needs.
  await client.query('ANALYZE posts (created_at)');
}
