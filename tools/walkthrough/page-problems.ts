import type { Code, Html, Nodes, Root, RootContent } from 'mdast';
import { visit } from 'unist-util-visit';
import type { TargetName } from '../../scripts/settings/variables.ts';
import {
  foldEnd,
  foldStart,
  lineOf,
  onlyMarker,
  outputNodeOf,
  outputOf,
  parseMarkdown,
  questionOf,
  runsOn,
  sqlOf,
  yourTurnMarker,
} from '../../scripts/walkthrough/page-nodes.ts';
import { isExact } from './match-output.ts';

type AddProblem = (line: number, problem: string) => void;

/** Finds mistyped fences and comments, which would silently not be run or checked. */
export function pageProblems(markdown: string): string[] {
  const tree = parseMarkdown(markdown);
  const problems: string[] = [];
  const add: AddProblem = (line, problem) => problems.push(`${line}: ${problem}`);
  const outputs = tree.children.flatMap((node, index) =>
    runsOn(node) ? (outputNodeOf(tree.children, index) ?? []) : [],
  );
  visit(tree, (node, _index, parent) => {
    if (node.type === 'code') checkFence(node, parent === tree, outputs, add);
    if (node.type === 'html') checkComments(node, parent === tree, add);
  });
  checkFolds(tree, add);
  checkTargets(tree, add);
  return problems;
}

function checkFence(node: Code, isAtTop: boolean, outputs: Nodes[], add: AddProblem): void {
  const { lang, meta } = node;
  if (!meta || /^(quote|file|from)=\S+$/.test(meta)) return;
  const problem = (text: string) => add(lineOf(node), `"${lang} ${meta}" ${text}`);
  const output = outputOf(node);
  if (!output && !runsOn(node)) problem('is not a kind of block that the walkthrough recognizes');
  else if (!isAtTop) problem('is inside a list or a quotation, where it is not found');
  else if (output && !outputs.includes(node))
    problem('is not directly after commands that are run, and not the first in a fold that is');
  if (/^\s*\\/m.test(sqlOf(node) ?? '')) problem('has a command with a backslash, which only psql knows');
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
      add(line, `${comment} is not a comment that the walkthrough recognizes`);
    else if (!isAtTop || value !== comment) add(line, `${comment} is not in a paragraph of its own`);
  }
}

/** What always runs, or is asked, must not be where only some readers look. */
const hiddenInFold = (node: RootContent): string | undefined => {
  if (runsOn(node)) return 'commands that are run are hidden in <details>';
  if (questionOf(node)) return 'a question is hidden in <details>';
  const marker = node.type === 'html' && (onlyMarker.exec(node.value) ?? yourTurnMarker.exec(node.value));
  return marker ? `${marker[0]} is hidden in <details>` : undefined;
};

function checkFolds({ children }: Root, add: AddProblem): void {
  let open: Html | undefined;
  for (const node of children) {
    const hidden = open && hiddenInFold(node);
    if (hidden) add(lineOf(node), hidden);
    if (node.type !== 'html' || !/<\/?details\b/.test(node.value)) continue;
    const starts = foldStart.test(node.value);
    if (!starts && node.value !== foldEnd)
      add(lineOf(node), 'expected <details><summary>…</summary> or </details>, with an empty line before and after it');
    else if (starts === Boolean(open)) add(lineOf(node), `<${starts ? '' : '/'}details> has no other half`);
    else open = starts ? node : undefined;
  }
  if (open) add(lineOf(open), '<details> has no other half');
}

function checkTargets({ children }: Root, add: AddProblem): void {
  let only: Html | undefined;
  for (const node of children) {
    const marker = node.type === 'html' ? onlyMarker.exec(node.value) : null;
    if (marker) {
      if (Boolean(marker[1]) === Boolean(only)) add(lineOf(node), `${marker[0]} has no other half`);
      only = marker[1] ? (node as Html) : undefined;
    }
    if (!only || !runsOn(node) || sqlOf(node) !== undefined) continue;
    const target = onlyMarker.exec(only.value)?.[1] as TargetName;
    if (runsOn(node)?.join() !== target) add(lineOf(node), `commands after ${only.value}: use \`sh run-${target}\``);
  }
  if (only) add(lineOf(only), `${only.value} has no other half`);
}
