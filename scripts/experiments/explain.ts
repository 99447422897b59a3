import type pg from 'pg';
import { median } from '../lib/numbers.ts';
import { findScan, type PlanNode } from '../measure/explain-feed.ts';
import type { Row } from './row.ts';

interface Buffers {
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
}

interface Explained {
  Plan: PlanNode & Buffers;
  'Execution Time': number;
}

/** What a query reads of posts, the pages it touches in all, and how long it takes: the median of so many times. */
export async function explainTimes(
  client: pg.Client,
  times: number,
  text: string,
  values: unknown[] = [],
): Promise<Row> {
  const plans: Explained[] = [];
  for (let time = 0; time < times; time += 1) {
    const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`;
    const { rows } = await client.query<{ 'QUERY PLAN': [Explained] }>(explain, values);
    plans.push(...rows.map((row) => row['QUERY PLAN'][0]));
  }
  const last = plans.at(-1);
  if (!last) throw new Error('EXPLAIN returned no plan');
  const scan = findScan(last.Plan, 'posts');
  return {
    scan: scan?.['Node Type'] ?? null,
    scannedIndex: scan?.['Index Name'] ?? null,
    // With LIMIT above it a scan stops early: it has read what it gave, and what it threw away.
    postsRead: scan ? (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)) * scan['Actual Loops'] : 0,
    pagesTouched: last.Plan['Shared Hit Blocks'] + last.Plan['Shared Read Blocks'],
    executionMs: median(plans.map((plan) => plan['Execution Time'])),
  };
}

/** The plan as psql shows it. */
export async function explainLines(client: pg.Client, text: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']);
}
