import type { Code, Html, Nodes, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { lineOf, onlyMarker, outputOf, parseMarkdown, runsOn, yourTurnMarker } from '../../scripts/walkthrough/page.ts';
import { isExact } from './match-output.ts';

type AddProblem = (line: number, problem: string) => void;

/** Finds mistyped fences and comments, which would silently not be run or checked. */
export function pageProblems(markdown: string): string[] {
  const tree = parseMarkdown(markdown);
  const problems: string[] = [];
  const add: AddProblem = (line, problem) => problems.push(`${line}: ${problem}`);
  visit(tree, (node, index, parent) => {
    const before = parent && index ? parent.children[index - 1] : undefined;
    if (node.type === 'code') checkFence(node, parent === tree, before, add);
    if (node.type === 'html') checkComments(node, parent === tree, add);
  });
  checkSurroundings(tree, add);
  return problems;
}

function checkFence(node: Code, isAtTop: boolean, before: Nodes | undefined, add: AddProblem): void {
  const { lang, meta } = node;
  if (!meta || /^(quote|file)=\S+$/.test(meta)) return;
  const problem = (text: string) => add(lineOf(node), `"${lang} ${meta}" ${text}`);
  const output = outputOf(node);
  if (!output && !runsOn(node)) problem('is not a kind of block that the walkthrough recognises');
  else if (!isAtTop) problem('is inside a list or a quotation, where it is not found');
  else if (output && !runsOn(before)) problem('is not directly after commands that are run');
  for (const word of output?.exact ?? [])
    if (!output?.lines.some((line) => isExact(line, [word]) && /\d/.test(line)))
      problem(`names no line that has "${word}" and a number`);
  if (output && meta !== 'output' && output.exact.length === 0) problem('names nothing');
}

function checkComments(node: Html, isAtTop: boolean, add: AddProblem): void {
  const { value } = node;
  if (value.includes('```')) add(lineOf(node), 'an empty line is missing before a fence: it is read as HTML');
  for (const { 0: comment, index } of value.matchAll(/<!--.*?(?:-->|$)/gs)) {
    const line = lineOf(node) + value.slice(0, index).split('\n').length - 1;
    if (/^<!--(?:=.+|\/)-->$/s.test(comment)) continue;
    if (!onlyMarker.test(comment) && !yourTurnMarker.test(comment))
      add(line, `${comment} is not a comment that the walkthrough recognises`);
    else if (!isAtTop || value !== comment) add(line, `${comment} is not in a paragraph of its own`);
  }
}

/** Commands always run, so they must not be inside something that not every reader sees. */
function checkSurroundings({ children }: Root, add: AddProblem): void {
  let openDetails = 0;
  let only: Html | undefined;
  for (const node of children) {
    if (node.type === 'html') {
      openDetails += node.value.split('<details').length - node.value.split('</details>').length;
      const marker = onlyMarker.exec(node.value);
      if (marker && Boolean(marker[1]) === Boolean(only)) add(lineOf(node), `${node.value} has no other half`);
      if (marker) only = marker[1] ? node : undefined;
    }
    if (!runsOn(node)) continue;
    if (openDetails > 0) add(lineOf(node), 'commands that are run are hidden in <details>');
    if (only) add(lineOf(node), `commands after ${only.value}: use \`sh run-local\` or \`sh run-kind\` instead`);
  }
  if (only) add(lineOf(only), `${only.value} has no other half`);
}
