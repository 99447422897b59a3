import type pg from 'pg';
import { withClient } from '../../../db-migrations/src/database-access.ts';
import { summarizeScans } from '../../measure/explain-feed.ts';
import type { ExperimentContext, ExperimentRow } from '../experiment.ts';
import { explainJson, explainText, pagesOfNode } from '../explain-query.ts';
import type { ScaleOption } from '../scale-options/scale-option.ts';
import { walBytes } from '../wal-bytes.ts';
import { newPost } from './new-post.ts';

/** Of all tables, partitions, and indexes that hold posts, or their ids. */
const sizes = `
SELECT (sum(pg_relation_size(oid)) FILTER (WHERE relkind = 'r') / current_setting('block_size')::integer)::float8 AS "tablePages",
  sum(pg_relation_size(oid)) FILTER (WHERE relkind = 'r')::float8 AS "tableBytes",
  sum(pg_relation_size(oid)) FILTER (WHERE relkind = 'i')::float8 AS "indexBytes"
FROM pg_class WHERE relkind IN ('r', 'i') AND relname ~ 'posts' AND relnamespace = 'public'::regnamespace`;

const insertPost = 'INSERT INTO posts (user_id, content) VALUES ($1, $2)';
const measuredRows = 300;

/**
 * The bytes of log for one more post, one row a transaction, and nothing else running. Full pages,
 * which PostgreSQL logs when a page first changes after a checkpoint, are left out: that has
 * happened in the rows before. The rows stay.
 */
async function measureLog(client: pg.ClientBase): Promise<number> {
  const write = async (rows: number) => {
    // Their authors are on all pages of users, which the foreign key locks rows on.
    for (let row = 0; row < rows; row += 1) await client.query(insertPost, newPost(row * 7));
  };
  await write(measuredRows);
  const before = await walBytes(client);
  await write(measuredRows);
  return ((await walBytes(client)) - before) / measuredRows;
}

/**
 * What an option does when nothing else is running: how its feed is read, how large its tables are,
 * and what a post costs in the log; with the plan as text.
 */
export async function describeOption(
  { server }: ExperimentContext,
  { name, feedQuery }: ScaleOption,
): Promise<{ row: ExperimentRow; plan: string[] }> {
  return withClient(server.ownerUrl, async (client) => {
    // Executed once before: the first one after a vacuum may also set hint bits.
    const plan = await explainText(client, feedQuery);
    const { Plan: root, 'Execution Time': executionMs } = await explainJson(client, feedQuery);
    const { node, index, rowsRead } = summarizeScans(root);
    const measured = { scan: node, scannedIndex: index, rowsRead, pagesTouched: pagesOfNode(root), executionMs };
    const pages = (await client.query<ExperimentRow>(sizes)).rows[0];
    return { row: { option: name, ...measured, ...pages, walBytesPerRow: await measureLog(client) }, plan };
  });
}
