import type { Code, Html, Nodes, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { onlyMarker, outputOf, parseMarkdown, runsOn, yourTurnMarker } from '../../scripts/walkthrough/page.ts';
import { isExact } from './match-output.ts';

type Say = (line: number, problem: string) => void;

const lineOf = (node: Nodes) => node.position?.start.line ?? 0;

/**
 * What a page tells the walk in a way that the walk does not know, a line each: a mistyped fence is not run, and a mistyped comment says
 * nothing, without anybody noticing.
 */
export function pageProblems(markdown: string): string[] {
  const tree = parseMarkdown(markdown);
  const problems: string[] = [];
  const say: Say = (line, problem) => problems.push(`${line}: ${problem}`);
  visit(tree, (node, index, parent) => {
    const before = parent && index ? parent.children[index - 1] : undefined;
    if (node.type === 'code') checkFence(node, parent === tree, before, say);
    if (node.type === 'html') checkComments(node, parent === tree, say);
  });
  checkSurroundings(tree, say);
  return problems;
}

function checkFence(node: Code, atTop: boolean, before: Nodes | undefined, say: Say): void {
  const { lang, meta } = node;
  if (!meta || /^(quote|file)=\S+$/.test(meta)) return;
  const problem = (text: string) => say(lineOf(node), `"${lang} ${meta}" ${text}`);
  const output = outputOf(node);
  if (!output && !runsOn(node)) problem('means nothing to the walk');
  else if (!atTop) problem('is within a list or a quotation, where the walk does not look');
  else if (output && !runsOn(before)) problem('does not stand directly behind commands that are run');
  for (const word of output?.exact ?? [])
    if (!output?.expected.some((line) => isExact(line, [word]) && /\d/.test(line)))
      problem(`names no line that has "${word}" and a number`);
  if (output && meta !== 'output' && output.exact.length === 0) problem('names nothing');
}

function checkComments(node: Html, atTop: boolean, say: Say): void {
  const { value } = node;
  if (value.includes('```')) say(lineOf(node), 'an empty line is missing before a fence: it is taken for HTML');
  for (const { 0: comment, index } of value.matchAll(/<!--.*?(?:-->|$)/gs)) {
    const line = lineOf(node) + value.slice(0, index).split('\n').length - 1;
    if (/^<!--(?:=.+|\/)-->$/s.test(comment)) continue;
    if (!onlyMarker.test(comment) && !yourTurnMarker.test(comment)) say(line, `${comment} means nothing to the walk`);
    else if (!atTop || value !== comment) say(line, `${comment} does not stand in a paragraph of its own`);
  }
}

/** Commands are run wherever they stand: within something that not everybody reads, readers and walk would part. */
function checkSurroundings({ children }: Root, say: Say): void {
  let folded = 0;
  let only: Html | undefined;
  for (const node of children) {
    if (node.type === 'html') {
      folded += node.value.split('<details').length - node.value.split('</details>').length;
      const marker = onlyMarker.exec(node.value);
      if (marker && Boolean(marker[1]) === Boolean(only)) say(lineOf(node), `${node.value} has no other half`);
      if (marker) only = marker[1] ? node : undefined;
    }
    if (!runsOn(node)) continue;
    if (folded > 0) say(lineOf(node), 'commands that are run are folded away in <details>');
    if (only) say(lineOf(node), `commands stand behind ${only.value}: \`sh run-local\` or \`sh run-kind\` says that`);
  }
  if (only) say(lineOf(only), `${only.value} has no other half`);
}
