import type { RootContent } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { type TargetName, targetNames } from '../settings/variables.ts';
import {
  type ExpectedOutput,
  foldAt,
  lineOf,
  onlyMarker,
  outputNodeOf,
  outputOf,
  parseMarkdown,
  questionOf,
  runsOn,
  sqlOf,
  yourTurnMarker,
} from './page-nodes.ts';

export interface CommandBlock {
  kind: 'commands';
  /** For sh. */
  commands: string;
  /** What a learner types at the prompt of `make psql`, into which `commands` pipe it. */
  sql: string | undefined;
  output: ExpectedOutput | undefined;
  /** The output is in the fold that comes next. */
  isOutputFolded: boolean;
}

export interface Question {
  kind: 'question';
  /** Q0 to Q7, or H1 and H2 for a hypothesis. */
  id: string;
  /** Without the space that a page leaves for an answer. */
  markdown: string;
}

/** The learner writes this file; solutions.md has one way to do it. */
export interface YourTurn {
  kind: 'your-turn';
  file: string;
}

/** Shown when the reader opens it. */
export interface Folded {
  kind: 'folded';
  /** HTML. */
  summary: string;
  markdown: string;
}

type PartContent = { kind: 'text'; markdown: string } | CommandBlock | Question | YourTurn | Folded;

/** `line` counts from 1; `targets` are those whose users see this part. */
export type PagePart = PartContent & { line: number; targets: readonly TargetName[] };

export interface Page {
  /** The first heading, without its number. */
  title: string;
  /** In the order of the page. */
  parts: PagePart[];
}

/** Splits a page into its parts; docs/pages.md describes the blocks and comments that it knows. */
export function parsePage(markdown: string): Page {
  const nodes = parseMarkdown(markdown).children;
  const parts: PagePart[] = [];
  let readers: readonly TargetName[] = targetNames;
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index] as RootContent;
    const marker = node.type === 'html' ? onlyMarker.exec(node.value) : null;
    if (marker) readers = targetNames.filter((name) => !marker[1] || name === marker[1]);
    if (marker || outputOf(node)) continue;
    const line = lineOf(node);
    const fold = foldAt(nodes, index);
    if (fold) {
      const { summary, content } = fold;
      // What commands printed is for those who ran them.
      const ran = content.some((inside) => outputOf(inside)) ? runsOn(nodes[index - 1]) : undefined;
      parts.push({ kind: 'folded', summary, markdown: sliceOf(markdown, content), line, targets: both(readers, ran) });
      // Its end, too.
      index += content.length + 1;
      continue;
    }
    const content = contentOf(nodes, index, markdown);
    if (content.kind === 'text' && isFrame(content.markdown)) continue;
    const last = parts.at(-1);
    if (content.kind === 'text' && last?.kind === 'text' && last.targets === readers)
      last.markdown += `\n\n${content.markdown}`;
    else parts.push({ ...content, line, targets: both(readers, runsOn(node)) });
  }
  const heading = nodes.find((node) => node.type === 'heading');
  return { title: heading ? plainText(heading).replace(/^\d+\.\s*/, '') : '', parts };
}

/** Those of `readers` that are among `others`; all of them, if there are no others. */
const both = (readers: readonly TargetName[], others: readonly TargetName[] | undefined) =>
  others ? readers.filter((name) => others.includes(name)) : readers;

/** Whether a text is the title or the link to the next page, which the guide shows itself. */
const isFrame = (markdown: string) => /^(# .*|Next: \[.*\]\(.*\).*)$/.test(markdown);

/** The Markdown of neighboring nodes. */
function sliceOf(page: string, nodes: readonly RootContent[]): string {
  return page.slice(nodes[0]?.position?.start.offset ?? 0, nodes.at(-1)?.position?.end.offset ?? 0);
}

function contentOf(nodes: readonly RootContent[], index: number, page: string): PartContent {
  const node = nodes[index] as RootContent;
  const markdown = sliceOf(page, [node]);
  if (node.type === 'code' && runsOn(node)) {
    const sql = sqlOf(node);
    const outputNode = outputNodeOf(nodes, index);
    return {
      kind: 'commands',
      commands: sql === undefined ? node.value : `make psql <<'SQL'\n${sql}\nSQL`,
      sql,
      output: outputOf(outputNode),
      isOutputFolded: outputNode !== undefined && outputNode !== nodes[index + 1],
    };
  }
  const id = questionOf(node);
  if (id) {
    const question = markdown.replace(/^> ?/gm, '').replace(/\n\s*Your answer:[\s\S]*$/, '');
    return { kind: 'question', id, markdown: question };
  }
  const file = node.type === 'html' ? yourTurnMarker.exec(node.value)?.[1] : undefined;
  return file ? { kind: 'your-turn', file } : { kind: 'text', markdown };
}
