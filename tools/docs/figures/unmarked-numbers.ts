import type { Nodes } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { parseMarkdown } from '../../../scripts/walkthrough/page-nodes.ts';
import { findSlots, type PageProblem } from './page-markers.ts';
import { scenarioConstants } from './scenario-constants.ts';

const number = String.raw`\d[\d.,]*(?: (?:thousand|million|billion))?`;
const unit = String.raw`µs|ms|milliseconds?|s|seconds?|%|percent|req\/s|(?:requests|inserts|rows|feeds|queries) (?:per|a) second|[KMG]i?B|bytes|times|-?fold|rows?|pages?|posts|users|connections|cores`;
const measurement = new RegExp(String.raw`(?<![\w.,:/-])${number}(?: |-)?(?:${unit})(?![\w/])`, 'gi');

/** Blanks out the text of figures; line numbers stay the same. */
function withoutFigures(markdown: string): string {
  let text = markdown;
  for (const { from, to } of findSlots(markdown).slots)
    text = text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, ' ') + text.slice(to);
  return text;
}

/** The text of a node. Code, links and pictures become a NUL: no number is read across them. */
function proseOf(node: Nodes): string {
  if (node.type === 'html') return node.value.replace(/<[^>]*>/g, ' ');
  if (!('children' in node)) return plainText(node);
  const gaps = ['html', 'inlineCode', 'link', 'image'];
  return node.children.map((child) => (gaps.includes(child.type) ? '\0' : proseOf(child))).join('');
}

/** Numbers with a unit in a page's text that are neither figures nor constants of the scenario. */
export function unmarkedNumbers(markdown: string): PageProblem[] {
  const found: PageProblem[] = [];
  visit(parseMarkdown(withoutFigures(markdown)), ['paragraph', 'heading', 'tableCell', 'html'], (node) => {
    for (const [text] of proseOf(node as Nodes).matchAll(measurement))
      if (!scenarioConstants.includes(text.replace(/\s+/g, ' ')))
        found.push({ line: node.position?.start.line ?? 0, text });
  });
  return found;
}
