import { visit } from 'unist-util-visit';
import { parseMarkdown } from '../../../scripts/walkthrough/page-nodes.ts';

/** The place of a figure: the text between the markers in `<!--=NAME-->text<!--/-->`. */
export interface FigureSlot {
  name: string;
  /** Of the opening marker, counted from 1. */
  line: number;
  /** Offsets of the text between the markers. */
  from: number;
  to: number;
  /** The opening marker has a line to itself: its figure is a table, a picture or a fence. */
  isBlock: boolean;
  indent: string;
}

export interface PageProblem {
  line: number;
  text: string;
}

/** The markers of a page, except for examples in code. A closing marker has no name. */
function findMarkers(markdown: string) {
  const markers: { name: string | undefined; from: number; to: number }[] = [];
  visit(parseMarkdown(markdown), 'html', ({ position }) => {
    const start = position?.start.offset ?? 0;
    for (const match of markdown.slice(start, position?.end.offset).matchAll(/<!--(?:=(.+?)|\/)-->/g)) {
      const from = start + match.index;
      markers.push({ name: match[1]?.trim(), from, to: from + match[0].length });
    }
  });
  return markers;
}

export function findSlots(markdown: string): { slots: FigureSlot[]; problems: PageProblem[] } {
  const slots: FigureSlot[] = [];
  const problems: PageProblem[] = [];
  let open: Omit<FigureSlot, 'to'> | undefined;
  const reportUnclosed = () => {
    if (open) problems.push({ line: open.line, text: `${open.name}: <!--/--> is missing` });
  };
  for (const { name, from, to } of findMarkers(markdown)) {
    const line = markdown.slice(0, from).split('\n').length;
    if (name === undefined) {
      if (open) slots.push({ ...open, to: from });
      else problems.push({ line, text: '<!--/--> without an opening marker' });
      open = undefined;
      continue;
    }
    reportUnclosed();
    const before = markdown.slice(markdown.lastIndexOf('\n', from - 1) + 1, from);
    const isBlock = /^\s*$/.test(before) && /^[ \t]*(\n|$)/.test(markdown.slice(to));
    if (!isBlock && /^[\s>]*([-*+]|\d+\.)?\s*$/.test(before))
      problems.push({
        line,
        text: `${name}: put a word before it; Markdown treats a line that begins with a comment as HTML`,
      });
    open = { name, line, from: to, isBlock, indent: before };
  }
  reportUnclosed();
  return { slots, problems };
}
