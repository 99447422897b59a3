import type { Code, Nodes, Root, RootContent } from 'mdast';
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

const targetsByInfo: Record<string, readonly TargetName[]> = {
  'sh run': targetNames,
  'sh run-local': ['local'],
  'sh run-kind': ['kind'],
  'sql psql': targetNames,
};
export const onlyMarker = /^<!-- (?:only (local|kind)|\/only) -->$/;
export const yourTurnMarker = /^<!-- your turn: (\S+) -->$/;
/** The summary of a fold is HTML. */
export const foldStart = /^<details(?: id="[\w-]+")?>\s*<summary>(.*)<\/summary>$/s;
export const foldEnd = '</details>';
const parser = remark().use(remarkGfm);

export function parseMarkdown(markdown: string): Root {
  return parser.parse(markdown);
}

/** The line of a page on which a node begins. */
export const lineOf = (node: Nodes) => node.position?.start.line ?? 0;

const infoOf = ({ lang, meta }: Code) => [lang, meta].filter(Boolean).join(' ');

/** Where a block of commands or SQL runs; undefined for any other node. */
export function runsOn(node: Nodes | undefined): readonly TargetName[] | undefined {
  return node?.type === 'code' ? targetsByInfo[infoOf(node)] : undefined;
}

/** The SQL that a block types at the prompt of `make psql`; undefined for any other node. */
export function sqlOf(node: Nodes): string | undefined {
  return node.type === 'code' && infoOf(node) === 'sql psql' ? node.value : undefined;
}

/** What a block of output shows; undefined for any other node. */
export function outputOf(node: Nodes | undefined): ExpectedOutput | undefined {
  if (node?.type !== 'code') return undefined;
  const [found, words = ''] = /^output(?: exact="(.*)")?$/.exec(node.meta ?? '') ?? [];
  if (found === undefined) return undefined;
  const exact = words.split(';').map((word) => word.trim());
  return { firstLine: lineOf(node) + 1, lines: node.value.split('\n'), exact: exact.filter(Boolean) };
}

/** The id of a question, such as Q1, or H1 for a hypothesis; undefined for any other node. */
export function questionOf(node: Nodes): string | undefined {
  return node.type === 'blockquote' ? /^([QH]\d)\./.exec(plainText(node))?.[1] : undefined;
}

export interface Fold {
  summary: string;
  /** Those between its start and its end. */
  content: RootContent[];
}

/** The fold that starts with the node at `index` of a page; undefined for any other node. */
export function foldAt(nodes: readonly RootContent[], index: number): Fold | undefined {
  const node = nodes[index];
  const [, summary] = (node?.type === 'html' && foldStart.exec(node.value)) || [];
  const after = nodes.slice(index + 1);
  const end = after.findIndex((candidate) => candidate.type === 'html' && candidate.value === foldEnd);
  return summary === undefined || end < 0 ? undefined : { summary, content: after.slice(0, end) };
}

/** The node with the output of the commands at `index`: directly after them, alone or in a fold. */
export function outputNodeOf(nodes: readonly RootContent[], index: number): RootContent | undefined {
  const next = nodes[index + 1];
  if (outputOf(next)) return next;
  return foldAt(nodes, index + 1)?.content.find((node) => outputOf(node));
}
