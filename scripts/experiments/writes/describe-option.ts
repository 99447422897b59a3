import { withClient } from '../../../db-migrations/src/database-access.ts';
import { type PlanNode, summarizeScans } from '../../measure/explain-feed.ts';
import type { ExperimentContext, ExperimentRow } from '../experiment.ts';
import { explainText } from '../explain-query.ts';
import type { ScaleOption } from '../scale-options/scale-option.ts';

/** Of all tables, partitions, and indexes that hold posts, or their ids. */
const sizes = `
SELECT (sum(pg_relation_size(oid)) FILTER (WHERE relkind = 'r') / current_setting('block_size')::integer)::float8 AS "tablePages",
  sum(pg_relation_size(oid)) FILTER (WHERE relkind = 'r')::float8 AS "tableBytes",
  sum(pg_relation_size(oid)) FILTER (WHERE relkind = 'i')::float8 AS "indexBytes"
FROM pg_class WHERE relkind IN ('r', 'i') AND relname ~ 'posts' AND relnamespace = 'public'::regnamespace`;

interface ExplainOutput {
  Plan: PlanNode & { 'Shared Hit Blocks': number; 'Shared Read Blocks': number };
  'Execution Time': number;
}

/** How the feed of an option is read, alone, and how large its tables are; with its plan as text. */
export async function describeOption(
  { server }: ExperimentContext,
  { name, feedQuery }: ScaleOption,
): Promise<{ row: ExperimentRow; plan: string[] }> {
  return withClient(server.ownerUrl, async (client) => {
    // Executed once before: the first one after a vacuum may also set hint bits.
    const plan = await explainText(client, feedQuery);
    const { rows } = await client.query<{ 'QUERY PLAN': [ExplainOutput] }>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${feedQuery}`,
    );
    const output = rows[0]?.['QUERY PLAN'][0];
    if (!output) throw new Error('EXPLAIN returned no plan');
    const { node, index, rowsRead } = summarizeScans(output.Plan);
    const pagesTouched = output.Plan['Shared Hit Blocks'] + output.Plan['Shared Read Blocks'];
    const measured = { scan: node, scannedIndex: index, rowsRead, pagesTouched, executionMs: output['Execution Time'] };
    return { row: { option: name, ...measured, ...(await client.query<ExperimentRow>(sizes)).rows[0] }, plan };
  });
}
