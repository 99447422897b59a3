import type pg from 'pg';
import { feedQuery } from '../../../app/src/routes/feed-query.ts';
import { type BufferedNode, explainJson, pagesOfNode } from '../explain-query.ts';

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
  const { Plan: plan, 'Execution Time': executionMs } = await explainJson(client, feedQuery, {
    options: 'TIMING OFF, ',
  });
  const scans = scansIn(plan);
  const sumOf = (name: 'Shared Hit Blocks' | 'Shared Read Blocks') =>
    scans.reduce((total, scan) => total + scan[name], 0);
  const [pagesHit, pagesRead] = [sumOf('Shared Hit Blocks'), sumOf('Shared Read Blocks')];
  return { pagesHit, pagesRead, catalogPages: pagesOfNode(plan) - pagesHit - pagesRead, executionMs };
}
