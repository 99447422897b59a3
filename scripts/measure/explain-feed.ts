import { feedQuery } from '../../app/src/routes/feed-query.ts';
import type { PlanSummary, PlanTree } from '../results/result.ts';
import type { Target } from '../targets/target.ts';

/** A node of EXPLAIN (FORMAT JSON), with the fields that the lab uses. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Actual Total Time': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** The node that reads a table; undefined if none does. */
export function findScan(node: PlanNode, relation: string): PlanNode | undefined {
  if (node['Relation Name'] === relation) return node;
  for (const child of node.Plans ?? []) {
    const found = findScan(child, relation);
    if (found) return found;
  }
  return undefined;
}

function treeOf(node: PlanNode): PlanTree {
  const loops = node['Actual Loops'];
  return {
    node: node['Node Type'],
    relation: node['Relation Name'],
    index: node['Index Name'],
    rows: node['Actual Rows'] * loops,
    loops,
    ms: node['Actual Total Time'] * loops,
    children: (node.Plans ?? []).map(treeOf),
  };
}

/** Explains the API's feed query and summarizes how it reads posts. */
export async function explainFeed(target: Target): Promise<PlanSummary> {
  const [row] = await target.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${feedQuery}`,
  );
  if (!row) throw new Error('EXPLAIN returned no plan');
  const [{ Plan: plan }] = row['QUERY PLAN'];
  // Executed again for the text. The time of this execution is reported, so that the two agree.
  const lines = await explainFeedText(target);
  const executionMs = Number(/^Execution Time: ([\d.]+) ms$/m.exec(lines.join('\n'))?.[1]);
  const scan = findScan(plan, 'posts');
  return {
    node: (scan ?? plan)['Node Type'],
    index: scan?.['Index Name'] ?? null,
    executionMs,
    rowsRead: scan ? (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)) * scan['Actual Loops'] : 0,
    lines,
    tree: treeOf(plan),
  };
}

/** The plan of the feed query as text, as psql shows it. */
export async function explainFeedText(target: Target): Promise<string[]> {
  const rows = await target.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${feedQuery}`);
  return rows.map((row) => row['QUERY PLAN']);
}
