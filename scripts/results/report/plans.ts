import { html } from 'hono/html';
import { formatCount, formatMilliseconds } from '../../lib/format.ts';
import { remarkOn } from '../../scenario/plan-remarks.ts';
import { plansOf } from '../plans-of.ts';
import type { PlanTree, Result } from '../result.ts';
import type { SideBySide } from '../results-table.ts';
import { factor } from '../what-changed.ts';
import { type Fragment, paragraphs, points } from './fragment.ts';

/** A node as psql calls it. */
function nameOf({ node, index, relation }: PlanTree): string {
  return `${node}${index ? ` using ${index}` : ''}${relation ? ` on ${relation}` : ''}`;
}

const rowsOf = (count: number) => `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;

/** A node with what is below it. `wholeMs` is the root's time: the bar is the node's part of it. */
function branch(tree: PlanTree, wholeMs: number): Fragment {
  const name = nameOf(tree);
  const remark = remarkOn(name);
  const part = wholeMs > 0 ? Math.min(100, (tree.ms / wholeMs) * 100) : 0;
  return html`<li><div class="node"><code>${name}</code> <span class="figures">${rowsOf(tree.rows)}, ${formatMilliseconds(tree.ms)}${
    tree.loops > 1 ? `, in ${formatCount(tree.loops)} rounds` : ''
  }</span><span class="bar" aria-hidden="true"><span style="width:${part.toFixed(1)}%"></span></span>${
    remark ? html`<span class="remark">${remark}</span>` : ''
  }</div>${tree.children.length > 0 ? html`<ul>${tree.children.map((child) => branch(child, wholeMs))}</ul>` : ''}</li>`;
}

function lines(texts: string[]): Fragment {
  return html`<ul class="lines">${texts.map((text) => {
    const remark = remarkOn(text);
    return remark ? html`<li><mark>${text}</mark><span class="remark">${remark}</span></li>` : html`<li>${text}</li>`;
  })}</ul>`;
}

function body({ tree, lines: texts, node, rowsRead }: Result['evidence']['plan']): Fragment {
  if (tree)
    return html`<ul class="tree">${branch(tree, tree.ms)}</ul>${
      texts ? html`<details><summary>The whole plan, as psql shows it</summary>${lines(texts)}</details>` : ''
    }`;
  if (texts) return lines(texts);
  return html`<p>${node} on posts: ${rowsOf(rowsRead)}. The result does not hold the whole plan.</p>`;
}

function card(title: string, result: Result | undefined): Fragment {
  if (!result)
    return html`<article class="card"><h3>${title}</h3><p class="none">There is no result yet.</p></article>`;
  const { plan } = result.evidence;
  return html`<article class="card"><h3>${title}: ${formatMilliseconds(plan.executionMs)}</h3>${body(plan)}</article>`;
}

function inWords(without: Result | undefined, withIndex: Result | undefined): string[] {
  const say = (when: string, { evidence: { plan } }: Result) =>
    `${when} the database touched ${rowsOf(plan.rowsRead)} of posts (${plan.node}) for one feed of 20, and took ${formatMilliseconds(plan.executionMs)}.`;
  return [
    ...(without ? [say('Without the index', without)] : []),
    ...(withIndex ? [say('With the index', withIndex)] : []),
    ...(without && withIndex
      ? [
          `The time of one query, alone, became ${factor(without.evidence.plan.executionMs, withIndex.evidence.plan.executionMs)}.`,
        ]
      : []),
  ];
}

/** The feed's plan before and after the index, as trees. */
export function plans(newest: SideBySide): Fragment {
  const { without, withIndex } = plansOf(newest);
  return html`<section><h2>What one feed costs the database</h2>
${paragraphs([
  'A plan is how the database answers a query: steps, called nodes, that hand rows to the node above them. Read it from the innermost to the top. A Seq Scan (sequential scan) reads a whole table. An Index Scan finds rows by an index: a sorted list beside the table that says where they are.',
  'Beside each node stand the rows that it gave, and the time until its last one, with all the nodes below it. The bar is that time as a part of the whole. The tree and its title come from two runs of the query, so their times differ a little.',
])}
<div class="plans">${card('Without the index', without)}${card('With the index', withIndex)}</div>
${points(inWords(without, withIndex))}
</section>`;
}
