import type { Nodes, Root, RootContent } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import { type TargetName, targetNames } from '../settings/variables.ts';

export interface ExpectedOutput {
  /** The line of the page, from 1, where `lines` begin. */
  firstLine: number;
  lines: string[];
  /** In lines with one of these words, numbers are the same on every machine. */
  exact: string[];
}

export interface CommandBlock {
  kind: 'commands';
  commands: string;
  output: ExpectedOutput | undefined;
}

export interface Question {
  kind: 'question';
  /** Q0 to Q7. */
  id: string;
  /** Without the space that a page leaves for an answer. */
  markdown: string;
}

/** The learner writes this file; solutions.md has one way to do it. */
export interface YourTurn {
  kind: 'your-turn';
  file: string;
}

type PartContent = { kind: 'text'; markdown: string } | CommandBlock | Question | YourTurn;

/** `line` counts from 1; `targets` are those whose users see this part. */
export type PagePart = PartContent & { line: number; targets: readonly TargetName[] };

export interface Page {
  /** The first heading, without its number. */
  title: string;
  /** In the order of the page. */
  parts: PagePart[];
}

const targetsByMeta: Record<string, readonly TargetName[]> = {
  run: targetNames,
  'run-local': ['local'],
  'run-kind': ['kind'],
};
export const onlyMarker = /^<!-- (?:only (local|kind)|\/only) -->$/;
export const yourTurnMarker = /^<!-- your turn: (\S+) -->$/;
const parser = remark().use(remarkGfm);

export function parseMarkdown(markdown: string): Root {
  return parser.parse(markdown);
}

/** The line of a page on which a node begins. */
export const lineOf = (node: Nodes) => node.position?.start.line ?? 0;

/** Where a block of commands runs; undefined for any other node. */
export function runsOn(node: Nodes | undefined): readonly TargetName[] | undefined {
  return node?.type === 'code' && node.lang === 'sh' ? targetsByMeta[node.meta ?? ''] : undefined;
}

/** What a block of output shows; undefined for any other node. */
export function outputOf(node: Nodes | undefined): ExpectedOutput | undefined {
  if (node?.type !== 'code') return undefined;
  const [found, words = ''] = /^output(?: exact="(.*)")?$/.exec(node.meta ?? '') ?? [];
  if (found === undefined) return undefined;
  const exact = words.split(';').map((word) => word.trim());
  return { firstLine: lineOf(node) + 1, lines: node.value.split('\n'), exact: exact.filter(Boolean) };
}

/** Splits a page into its parts; docs/pages.md describes the blocks and comments that it knows. */
export function parsePage(markdown: string): Page {
  const tree = parseMarkdown(markdown);
  const parts: PagePart[] = [];
  let readers: readonly TargetName[] = targetNames;
  for (const [index, node] of tree.children.entries()) {
    const marker = node.type === 'html' ? onlyMarker.exec(node.value) : null;
    if (marker) readers = targetNames.filter((name) => !marker[1] || name === marker[1]);
    if (marker || outputOf(node)) continue;
    const content = contentOf(node, tree.children[index + 1], markdown);
    if (content.kind === 'text' && isFrame(content.markdown)) continue;
    const last = parts.at(-1);
    if (content.kind === 'text' && last?.kind === 'text' && last.targets === readers)
      last.markdown += `\n\n${content.markdown}`;
    else parts.push({ ...content, line: lineOf(node), targets: runsOn(node) ?? readers });
  }
  const heading = tree.children.find((node) => node.type === 'heading');
  return { title: heading ? plainText(heading).replace(/^\d+\.\s*/, '') : '', parts };
}

/** Whether a text is the title or the link to the next page, which the guide shows itself. */
const isFrame = (markdown: string) => /^(# .*|Next: \[.*\]\(.*\))$/.test(markdown);

function contentOf(node: RootContent, next: RootContent | undefined, page: string): PartContent {
  const markdown = page.slice(node.position?.start.offset, node.position?.end.offset);
  if (node.type === 'code' && runsOn(node)) return { kind: 'commands', commands: node.value, output: outputOf(next) };
  const id = node.type === 'blockquote' ? /^(Q\d)\./.exec(plainText(node))?.[1] : undefined;
  if (id) {
    const question = markdown.replace(/^> ?/gm, '').replace(/\n\s*Your answer:[\s\S]*$/, '');
    return { kind: 'question', id, markdown: question };
  }
  const file = node.type === 'html' ? yourTurnMarker.exec(node.value)?.[1] : undefined;
  return file ? { kind: 'your-turn', file } : { kind: 'text', markdown };
}
