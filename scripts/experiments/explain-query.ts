import type pg from 'pg';
import { median } from '../lib/numbers.ts';
import { findScan, type PlanNode } from '../measure/explain-feed.ts';
import type { ExperimentRow } from './experiment.ts';

interface ExplainOutput {
  Plan: PlanNode & { 'Shared Hit Blocks': number; 'Shared Read Blocks': number };
  'Execution Time': number;
}

/** How a query reads posts, the pages it touches in all, and its median time in `times` runs. */
export async function explainQuery(
  client: pg.Client,
  times: number,
  text: string,
  values: unknown[] = [],
): Promise<ExperimentRow> {
  const outputs: ExplainOutput[] = [];
  for (let time = 0; time < times; time += 1) {
    const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`;
    const { rows } = await client.query<{ 'QUERY PLAN': [ExplainOutput] }>(explain, values);
    outputs.push(...rows.map((row) => row['QUERY PLAN'][0]));
  }
  const plan = outputs.at(-1)?.Plan;
  if (!plan) throw new Error('EXPLAIN returned no plan');
  const scan = findScan(plan, 'posts');
  return {
    scan: scan?.['Node Type'] ?? null,
    scannedIndex: scan?.['Index Name'] ?? null,
    // Below a LIMIT a scan stops early: it has read the rows it returned and those it filtered out.
    postsRead: scan ? (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)) * scan['Actual Loops'] : 0,
    pagesTouched: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
    executionMs: median(outputs.map((output) => output['Execution Time'])),
  };
}

/** The plan as psql prints it. */
export async function explainText(client: pg.Client, text: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']);
}
