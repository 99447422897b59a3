import type { Nodes } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { parseMarkdown } from '../../../scripts/walkthrough/page.ts';
import { type Problem, placesIn } from './markers.ts';
import { scenarioConstants } from './scenario-constants.ts';

const number = String.raw`\d[\d.,]*(?: (?:thousand|million|billion))?`;
const unit = String.raw`µs|ms|milliseconds?|s|seconds?|%|percent|req\/s|(?:requests|inserts|rows|feeds|queries) (?:per|a) second|[KMG]i?B|bytes|times|-?fold|rows?|pages?|posts|users|connections|cores`;
const measured = new RegExp(String.raw`(?<![\w.,:/-])${number}(?: |-)?(?:${unit})(?![\w/])`, 'gi');

/** The sentences of a page: code and links are no prose, and what a marker fills is no figure by hand. */
function* proseOf(markdown: string): Generator<{ line: number; text: string }> {
  const { places } = placesIn(markdown);
  // As long as it was, so that lines and offsets stay.
  let unfilled = markdown;
  for (const { from, to } of places)
    unfilled = unfilled.slice(0, from) + unfilled.slice(from, to).replace(/[^\n]/g, ' ') + unfilled.slice(to);
  const found: { line: number; text: string }[] = [];
  visit(parseMarkdown(unfilled), (node: Nodes) => {
    if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell' || node.type === 'html')
      found.push({ line: node.position?.start.line ?? 0, text: textOf(node) });
  });
  yield* found;
}

const notProse = ['html', 'inlineCode', 'link', 'image'];

/** The text of a paragraph; where something is that is no prose, a gap, so that nothing is read across it. */
function textOf(node: Nodes): string {
  if (node.type === 'html') return node.value.replace(/<[^>]*>/g, ' ');
  if (!('children' in node)) return plainText(node);
  return node.children.map((child) => (notProse.includes(child.type) ? '\u0000' : textOf(child))).join('');
}

/** Every number with a unit in a page's sentences that no marker fills and that is no constant of the scenario. */
export function unmarkedFigures(markdown: string): Problem[] {
  return [...proseOf(markdown)].flatMap(({ line, text }) =>
    [...text.matchAll(measured)].flatMap(([found]) =>
      scenarioConstants.includes(found.replace(/\s+/g, ' ')) ? [] : [{ line, text: found }],
    ),
  );
}
