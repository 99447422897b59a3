import type pg from 'pg';
import { feedQuery } from '../../../app/src/routes/feed-query.ts';
import type { PlanNode } from '../../measure/explain-feed.ts';

type BufferedNode = PlanNode & { 'Shared Hit Blocks': number; 'Shared Read Blocks': number; Plans?: BufferedNode[] };

interface ExplainOutput {
  Plan: BufferedNode;
  'Execution Time': number;
}

/** One execution of the feed query. A page that is visited twice counts twice. */
export interface FeedExecution {
  /** Pages of tables and indexes that were in PostgreSQL's shared buffers … */
  pagesHit: number;
  /** … and those that it read from the operating system, whose cache may have had them. */
  pagesRead: number;
  /** Pages of the system catalog: the first execution in a session looks up the sort operator. */
  catalogPages: number;
  executionMs: number;
}

export const pagesTouched = ({ pagesHit, pagesRead }: FeedExecution): number => pagesHit + pagesRead;

/** The nodes that read a table; only these touch its pages, and those of its indexes. */
function scansIn(node: BufferedNode): BufferedNode[] {
  return [...(node['Relation Name'] ? [node] : []), ...(node.Plans ?? []).flatMap(scansIn)];
}

/**
 * Executes the feed query once, and counts pages exactly. Without TIMING, which reads a clock twice
 * for every row and would slow a scan of millions of rows down.
 */
export async function explainFeedPages(client: pg.Client): Promise<FeedExecution> {
  const { rows } = await client.query<{ 'QUERY PLAN': [ExplainOutput] }>(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${feedQuery}`,
  );
  const [output] = rows[0]?.['QUERY PLAN'] ?? [];
  if (!output) throw new Error('EXPLAIN returned no plan');
  const { Plan: plan, 'Execution Time': executionMs } = output;
  const scans = scansIn(plan);
  const sumOf = (name: 'Shared Hit Blocks' | 'Shared Read Blocks') =>
    scans.reduce((total, scan) => total + scan[name], 0);
  const [pagesHit, pagesRead] = [sumOf('Shared Hit Blocks'), sumOf('Shared Read Blocks')];
  const allPages = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  return { pagesHit, pagesRead, catalogPages: allPages - pagesHit - pagesRead, executionMs };
}
