import { toString as plainText } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { type Document, problemAt } from './document.ts';

/** What PostgreSQL's plans call their steps: they are written like panels. */
const planSteps = new Set([
  'Seq Scan',
  'Index Scan',
  'Index Only Scan',
  'Bitmap Heap Scan',
  'Hash Join',
  'Nested Loop',
]);

/** Two words or more, all with a capital but the little ones: "Time to Connect", "Success Rate %". */
const likePanel = /^[A-Z]\w*( ([A-Z]\w*|%|as|in|of|to))+$/;

/** Names in bold that are written like that of a panel, or stand behind the word "panel", and are none. */
export function panelProblems(document: Document, panels: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  visit(document.tree, 'strong', (node, index = 0, parent) => {
    const name = plainText(node);
    const before = parent?.children[index - 1];
    const isPanel = likePanel.test(name) || (before?.type === 'text' && /\bpanels? $/.test(before.value));
    if (isPanel && !panels.has(name) && !planSteps.has(name))
      problems.push(problemAt(document, node.position?.start.line ?? 0, `there is no panel ${name}`));
  });
  return problems;
}
