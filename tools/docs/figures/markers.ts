import { visit } from 'unist-util-visit';
import { parseMarkdown } from '../../../scripts/walkthrough/page.ts';

/** A place in a page that a figure fills: `<!--=NAME-->what stands there<!--/-->`. */
export interface Place {
  name: string;
  /** Where the opening marker is; lines count from 1. */
  line: number;
  /** What stands between the markers. */
  from: number;
  to: number;
  /** True when the opening marker has a line to itself: what comes is a table, a picture or a fence. `indent` stands before it. */
  block: boolean;
  indent: string;
}

export interface Problem {
  line: number;
  text: string;
}

const marker = /<!--(?:=(.+?)|\/)-->/g;

/** Every marker of a page: those in code, which show how it is done, are none. */
function* markersOf(markdown: string): Generator<{ name: string | undefined; from: number; to: number }> {
  const found: [from: number, to: number][] = [];
  visit(parseMarkdown(markdown), 'html', ({ position }) => {
    found.push([position?.start.offset ?? 0, position?.end.offset ?? 0]);
  });
  for (const [from, to] of found)
    for (const match of markdown.slice(from, to).matchAll(marker))
      yield { name: match[1]?.trim(), from: from + match.index, to: from + match.index + match[0].length };
}

/** The places of a page in order, and the markers that do not fit together. */
export function placesIn(markdown: string): { places: Place[]; problems: Problem[] } {
  const places: Place[] = [];
  const problems: Problem[] = [];
  const lineAt = (offset: number) => markdown.slice(0, offset).split('\n').length;
  let open: Omit<Place, 'to'> | undefined;
  for (const { name, from, to } of markersOf(markdown)) {
    const line = lineAt(from);
    if (name === undefined && open) {
      places.push({ ...open, to: from });
      open = undefined;
      continue;
    }
    if (name === undefined || open) {
      const text = name === undefined ? '<!--/--> without a beginning' : `${open?.name}: <!--/--> is missing`;
      problems.push({ line: name === undefined ? line : (open?.line ?? line), text });
    }
    if (name === undefined) continue;
    const before = markdown.slice(markdown.lastIndexOf('\n', from - 1) + 1, from);
    const block = /^\s*$/.test(before) && /^[ \t]*(\n|$)/.test(markdown.slice(to));
    if (!block && /^[\s>]*([-*+]|\d+\.)?\s*$/.test(before))
      problems.push({
        line,
        text: `${name}: put a word before it; Markdown takes a line that begins with a comment for HTML`,
      });
    open = { name, line, from: to, block, indent: before };
  }
  if (open) problems.push({ line: open.line, text: `${open.name}: <!--/--> is missing` });
  return { places, problems };
}
