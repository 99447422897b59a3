import type { Nodes, Root, RootContent } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';

/** Where a walk is gone. */
export const targetNames = ['local', 'kind'] as const;
export type TargetName = (typeof targetNames)[number];

/** What a reader meets on a page, in order. `line` counts from 1. */
export type Part =
  /** Something to read, as Markdown; `only` when it is meant for one target. */
  | { kind: 'text'; line: number; markdown: string; only: TargetName | undefined }
  /**
   * Commands to run, and lines of what they print: numbers in them differ from machine to machine, but in lines with one of the words
   * in `exact`; "…" stands for any text.
   */
  | { kind: 'run'; line: number; commands: string; targets: TargetName[]; expected: string[]; exact: string[] }
  /** Something to answer: Q1 to Q7, or what to write down. */
  | { kind: 'question'; line: number; id: string; markdown: string }
  /** The learner writes this file; `solutions.md` has one way to do it. */
  | { kind: 'your-turn'; line: number; file: string };

export interface Page {
  /** The first heading. */
  title: string;
  parts: Part[];
  /** For what looks at links and names. */
  tree: Root;
}

const targetsOf: Record<string, TargetName[]> = {
  run: ['local', 'kind'],
  'run-local': ['local'],
  'run-kind': ['kind'],
};
export const onlyMarker = /^<!-- (?:only (local|kind)|\/only) -->$/;
export const yourTurnMarker = /^<!-- your turn: (\S+) -->$/;
const parser = remark().use(remarkGfm);

export function parseMarkdown(markdown: string): Root {
  return parser.parse(markdown);
}

/** Where a block of commands runs; undefined for what is none. */
export function runsOn(node: Nodes | undefined): TargetName[] | undefined {
  return node?.type === 'code' && node.lang === 'sh' ? targetsOf[node.meta ?? ''] : undefined;
}

/** The lines of a block of output, and the words that say whose numbers are exact; undefined for what is none. */
export function outputOf(node: Nodes | undefined): { expected: string[]; exact: string[] } | undefined {
  if (node?.type !== 'code') return undefined;
  const [found, words = ''] = /^output(?: exact="(.*)")?$/.exec(node.meta ?? '') ?? [];
  if (found === undefined) return undefined;
  const exact = words.split(';').map((word) => word.trim());
  return { expected: node.value.split('\n'), exact: exact.filter(Boolean) };
}

/**
 * Takes a page of the walkthrough apart. What it knows beside plain Markdown:
 * a fence of `sh run` is run on both targets, `sh run-local` and `sh run-kind` on one of them, `text output` after it is what it prints,
 * and `text output exact="success rate; failed"` has numbers that are always the same;
 * a quotation that begins with **Q1.** is a question; `<!-- your turn: FILE -->` is where the learner writes code;
 * between `<!-- only local -->` (or kind) and `<!-- /only -->` stands text for those who walk there. Everybody else sees both.
 */
export function parsePage(markdown: string): Page {
  const tree = parseMarkdown(markdown);
  const parts: Part[] = [];
  let only: TargetName | undefined;
  for (const [index, node] of tree.children.entries()) {
    const marker = node.type === 'html' ? onlyMarker.exec(node.value) : null;
    if (marker) {
      only = marker[1] as TargetName | undefined;
      continue;
    }
    const part = partOf(node, tree.children[index + 1], markdown, only);
    const last = parts.at(-1);
    if (!part) continue;
    if (part.kind === 'text' && last?.kind === 'text' && last.only === part.only)
      last.markdown += `\n\n${part.markdown}`;
    else parts.push(part);
  }
  const heading = tree.children.find((node) => node.type === 'heading');
  return { title: heading ? plainText(heading) : '', parts, tree };
}

function partOf(
  node: RootContent,
  next: RootContent | undefined,
  page: string,
  only: TargetName | undefined,
): Part | undefined {
  const line = node.position?.start.line ?? 0;
  const markdown = page.slice(node.position?.start.offset, node.position?.end.offset);
  const targets = runsOn(node);
  if (node.type === 'code' && targets)
    return { kind: 'run', line, commands: node.value, targets, ...(outputOf(next) ?? { expected: [], exact: [] }) };
  if (outputOf(node)) return undefined;
  const id = node.type === 'blockquote' ? /^(Q\d)\./.exec(plainText(node))?.[1] : undefined;
  if (id) return { kind: 'question', line, id, markdown: markdown.replace(/^> ?/gm, '') };
  const file = node.type === 'html' ? yourTurnMarker.exec(node.value)?.[1] : undefined;
  if (file) return { kind: 'your-turn', line, file };
  return { kind: 'text', line, markdown, only };
}
