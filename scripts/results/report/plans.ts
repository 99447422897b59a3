import { html } from 'hono/html';
import { formatCount, formatMilliseconds } from '../../lib/format.ts';
import { remarkOn } from '../../scenario/plan-remarks.ts';
import { feedLength } from '../../scenario/story.ts';
import { formatFactor } from '../measures.ts';
import type { PlanTree, Result } from '../result.ts';
import { type ResultsByStage, resultsByPlan } from '../results-by-stage.ts';
import { bulletList, type Fragment } from './fragment.ts';

/** As psql shows it: "Index Scan using idx_posts_created_at on posts". */
function nodeTitle({ node, index, relation }: PlanTree): string {
  return `${node}${index ? ` using ${index}` : ''}${relation ? ` on ${relation}` : ''}`;
}

const formatRows = (count: number) => `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;

/** A node and the nodes below it. The bar is the node's share of `totalMs`, the root's time. */
function branch(tree: PlanTree, totalMs: number): Fragment {
  const title = nodeTitle(tree);
  const remark = remarkOn(title);
  const share = totalMs > 0 ? Math.min(100, (tree.ms / totalMs) * 100) : 0;
  return html`<li><div class="node"><code>${title}</code> <span class="figures">${formatRows(tree.rows)}, ${formatMilliseconds(tree.ms)}${
    tree.loops > 1 ? `, in ${formatCount(tree.loops)} loops` : ''
  }</span><span class="bar" aria-hidden="true"><span style="width:${share.toFixed(1)}%"></span></span>${
    remark ? html`<span class="remark">${remark}</span>` : ''
  }</div>${tree.children.length > 0 ? html`<ul>${tree.children.map((child) => branch(child, totalMs))}</ul>` : ''}</li>`;
}

function planLines(lines: string[]): Fragment {
  return html`<ul class="lines">${lines.map((line) => {
    const remark = remarkOn(line);
    return remark ? html`<li><mark>${line}</mark><span class="remark">${remark}</span></li>` : html`<li>${line}</li>`;
  })}</ul>`;
}

function planBody({ tree, lines, node, rowsRead }: Result['evidence']['plan']): Fragment {
  if (tree)
    return html`<ul class="tree">${branch(tree, tree.ms)}</ul>${
      lines ? html`<details><summary>The full plan, as psql shows it</summary>${planLines(lines)}</details>` : ''
    }`;
  if (lines) return planLines(lines);
  return html`<p>${node} on posts: ${formatRows(rowsRead)}. The result does not contain the full plan.</p>`;
}

function planCard(title: string, result: Result | undefined): Fragment {
  if (!result)
    return html`<article class="card"><h3>${title}</h3><p class="none">There is no result yet.</p></article>`;
  const { plan } = result.evidence;
  return html`<article class="card"><h3>${title}: ${formatMilliseconds(plan.executionMs)}</h3>${planBody(plan)}</article>`;
}

function describePlans(withoutIndex: Result | undefined, withIndex: Result | undefined): string[] {
  const describe = (title: string, { evidence: { plan } }: Result) =>
    `${title}, the database read ${formatRows(plan.rowsRead)} of posts (${plan.node}) for one feed of ${feedLength}, and took ${formatMilliseconds(plan.executionMs)}.`;
  return [
    ...(withoutIndex ? [describe('Without the index', withoutIndex)] : []),
    ...(withIndex ? [describe('With the index', withIndex)] : []),
    ...(withoutIndex && withIndex
      ? [
          `Without load, the execution time of one query is ${formatFactor(withoutIndex.evidence.plan.executionMs, withIndex.evidence.plan.executionMs)} with the index.`,
        ]
      : []),
  ];
}

export function plans(results: ResultsByStage): Fragment {
  const { withoutIndex, withIndex } = resultsByPlan(results);
  return html`<section><h2>What one feed costs the database</h2>
<p>A query plan shows how the database runs a query. It is a tree of steps, called nodes. Each node passes its rows to the node above it, so read from the innermost node up. A Seq Scan (sequential scan) reads a whole table. An Index Scan finds rows through an index: a sorted structure, stored next to the table, that says where each row is.</p>
<p>For each node you see how many rows it returned, and how long it took until the last one, including the nodes below it. The bar is that time as a share of the total. The tree and the time in its title come from two separate executions of the query, so they differ slightly.</p>
<div class="plans">${planCard('Without the index', withoutIndex)}${planCard('With the index', withIndex)}</div>
${bulletList(describePlans(withoutIndex, withIndex))}
</section>`;
}
