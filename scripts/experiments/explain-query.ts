import type pg from 'pg';
import { median } from '../lib/numbers.ts';
import { findScan, type PlanNode } from '../measure/explain-feed.ts';
import type { ExperimentRow } from './experiment.ts';
import { onlyRow } from './only-row.ts';

/** A node of a plan, with the pages that it and those below it have touched. */
export type BufferedNode = PlanNode & {
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: BufferedNode[];
};

export interface ExplainOutput {
  Plan: BufferedNode;
  'Execution Time': number;
}

/** Pages of tables, indexes and the catalog that were in shared buffers, or had to be read. */
export const pagesOfNode = (node: BufferedNode): number => node['Shared Hit Blocks'] + node['Shared Read Blocks'];

/** Executes a query. Resolves to its plan. EXPLAIN gets `options` besides ANALYZE and BUFFERS. */
export async function explainJson(
  client: pg.Client,
  text: string,
  { values = [], options = '' }: { values?: unknown[]; options?: string } = {},
): Promise<ExplainOutput> {
  const explain = `EXPLAIN (ANALYZE, BUFFERS, ${options}FORMAT JSON) ${text}`;
  const { 'QUERY PLAN': output } = await onlyRow<{ 'QUERY PLAN': [ExplainOutput] }>(client, explain, values);
  return output[0];
}

/** How a query reads posts, the pages it touches in all, and its median time in `times` runs. */
export async function explainQuery(
  client: pg.Client,
  times: number,
  text: string,
  values: unknown[] = [],
): Promise<ExperimentRow> {
  const outputs: ExplainOutput[] = [];
  for (let time = 0; time < times; time += 1) outputs.push(await explainJson(client, text, { values }));
  const plan = outputs.at(-1)?.Plan;
  if (!plan) throw new Error('the query was not executed');
  const scan = findScan(plan, 'posts');
  return {
    scan: scan?.['Node Type'] ?? null,
    scannedIndex: scan?.['Index Name'] ?? null,
    // Below a LIMIT a scan stops early: it has read the rows it returned and those it filtered out.
    postsRead: scan ? (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)) * scan['Actual Loops'] : 0,
    pagesTouched: pagesOfNode(plan),
    executionMs: median(outputs.map((output) => output['Execution Time'])),
  };
}

/** The plan as psql prints it. */
export async function explainText(client: pg.Client, text: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']);
}
