import { formatCount, formatMilliseconds, formatPercent } from '../../../scripts/lib/format.ts';
import { markdownTable } from '../../../scripts/lib/markdown-table.ts';
import { nameOfError } from '../../../scripts/results/name-of-error.ts';
import type { PlanTree, Result } from '../../../scripts/results/result.ts';
import { connectionsPerRequest, littlesLawMs } from '../../../scripts/results/what-changed.ts';

/** What can be said of the kept result of one stage: `local.broken.successRate`. */
export const resultFigures: Record<string, (result: Result) => string> = {
  successRate: ({ successRate }) => formatPercent(successRate),
  failureRate: ({ failed, requests }) => formatPercent(failed / requests),
  mean: ({ latencyMs }) => formatMilliseconds(latencyMs.mean),
  p50: ({ latencyMs }) => formatMilliseconds(latencyMs.p50),
  p95: ({ latencyMs }) => formatMilliseconds(latencyMs.p95),
  p99: ({ latencyMs }) => formatMilliseconds(latencyMs.p99),
  max: ({ latencyMs }) => formatMilliseconds(latencyMs.max),
  requestsPerSecond: ({ requestsPerSecond }) => formatCount(requestsPerSecond),
  requests: ({ requests }) => formatCount(requests),
  failed: ({ failed }) => formatCount(failed),
  succeeded: ({ requests, failed }) => formatCount(requests - failed),
  posts: ({ posts }) => formatCount(posts),
  users: ({ users }) => formatCount(users),
  connectionsOpened: ({ evidence }) => formatCount(evidence.connectionsOpened),
  connectionsPerRequest,
  littleMs: (result) => formatMilliseconds(littlesLawMs(result)),
  queryMs: ({ evidence }) => formatMilliseconds(evidence.plan.executionMs),
  rowsRead: ({ evidence }) => formatCount(evidence.plan.rowsRead),
  errors: ({ errors, requests }) =>
    markdownTable(
      ['error', 'requests', 'of all'],
      errors.map((error) => [
        `\`${nameOfError(error)}\``,
        formatCount(error.count),
        formatPercent(error.count / requests),
      ]),
      [1, 2],
    ),
  plan: ({ evidence: { plan } }) => fence(plan.lines ?? (plan.tree ? treeLines(plan.tree) : [plan.node])),
  planTree: ({ evidence: { plan } }) => fence(plan.tree ? treeLines(plan.tree) : [plan.node]),
};

export const fence = (lines: string[]): string => ['```text', ...lines, '```'].join('\n');

/** The nodes of a plan with what each gave and took: what matters of EXPLAIN's text, narrow enough for a phone. */
function treeLines({ node, index, relation, rows, ms, children }: PlanTree, depth = 0): string[] {
  const name = `${node}${index ? ` using ${index}` : ''}${relation ? ` on ${relation}` : ''}`;
  const indent = '  '.repeat(depth);
  return [
    `${indent}${name}`,
    `${indent}  ${formatCount(rows)} rows, ${formatMilliseconds(ms)}`,
    ...children.flatMap((child) => treeLines(child, depth + 1)),
  ];
}
