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
  'Rows Removed by Index Recheck'?: number;
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

/** Authors are looked up for posts that were already found. */
const tableOfAuthors = 'users';

/** The nodes that read a table, a partition or a materialized view, except the authors' table. */
function scansOfPosts(node: PlanNode): PlanNode[] {
  const relation = node['Relation Name'];
  const own = relation !== undefined && relation !== tableOfAuthors ? [node] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scansOfPosts)];
}

/** Rows that a scan read, in all loops together, including those that it filtered out. */
function rowsReadBy(scan: PlanNode): number {
  const removed = (scan['Rows Removed by Filter'] ?? 0) + (scan['Rows Removed by Index Recheck'] ?? 0);
  return (scan['Actual Rows'] + removed) * scan['Actual Loops'];
}

/** The index of a scan. That of a bitmap scan is in the nodes below. */
function indexOf(scan: PlanNode): string | null {
  const below = () => (scan.Plans ?? []).map(indexOf).find((index) => index !== null) ?? null;
  return scan['Index Name'] ?? below();
}

/**
 * How a plan reads posts. They can be in several tables (partitions), or be read several times: the
 * rows are those of all scans, and the node and index are those of the scan that reads the most.
 */
export function summarizeScans(plan: PlanNode): Pick<PlanSummary, 'node' | 'index' | 'rowsRead'> {
  const scans = scansOfPosts(plan);
  const [largest] = scans.toSorted((one, other) => rowsReadBy(other) - rowsReadBy(one));
  return {
    node: (largest ?? plan)['Node Type'],
    index: largest ? indexOf(largest) : null,
    rowsRead: scans.reduce((rows, scan) => rows + rowsReadBy(scan), 0),
  };
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
  return {
    ...summarizeScans(plan),
    executionMs,
    lines,
    tree: treeOf(plan),
  };
}

/** The plan of the feed query as text, as psql shows it. */
export async function explainFeedText(target: Target): Promise<string[]> {
  const rows = await target.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${feedQuery}`);
  return rows.map((row) => row['QUERY PLAN']);
}
