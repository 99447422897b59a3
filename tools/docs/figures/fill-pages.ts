import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { glob } from 'zx';
import { LabError } from '../../../scripts/lib/lab-error.ts';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import type { LookUpFigure } from './look-up-figure.ts';
import { type FigureSlot, findSlots, type PageProblem } from './page-markers.ts';

/** A slot whose text is not what its figure says. */
interface Difference {
  line: number;
  name: string;
  is: string;
  shouldBe: string;
}

interface FilledPage {
  markdown: string;
  differences: Difference[];
  /** Slots that could not be filled; they keep their text. */
  problems: PageProblem[];
}

/** A block has an empty line on both sides: without them, Markdown would not recognise the table in it. */
function textFor({ isBlock, indent, name }: FigureSlot, figure: string): string {
  if (!isBlock && figure.includes('\n'))
    throw new LabError('figure', `${name} is a block`, 'Put both markers on lines of their own.');
  return isBlock ? `\n\n${figure.trim()}\n\n`.replace(/\n(?!\n|$)/g, `\n${indent}`).concat(indent) : figure;
}

/** Puts each figure of a page in its slot. `page` is its path from the top of the checkout. */
export function fillPage(page: string, markdown: string, lookUp: LookUpFigure): FilledPage {
  const { slots, problems } = findSlots(markdown);
  const differences: Difference[] = [];
  let filled = '';
  let end = 0;
  for (const slot of slots) {
    const { name, line, from, to } = slot;
    const is = markdown.slice(from, to);
    let shouldBe = is;
    try {
      shouldBe = textFor(slot, lookUp(name, page));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      problems.push({ line, text: `${error.message} ${error.whatToDo}` });
    }
    if (shouldBe !== is) differences.push({ line, name, is: is.trim(), shouldBe: shouldBe.trim() });
    filled += markdown.slice(end, from) + shouldBe;
    end = to;
  }
  return { markdown: filled + markdown.slice(end), differences, problems };
}

/** Every page that people write, filled; docs/reference.md is generated as a whole. A problem is a line of text with its place. */
export async function fillPages(lookUp: LookUpFigure) {
  const pages = await glob(['README.md', 'docs/**/*.md'], { cwd: projectFolder, ignore: ['docs/reference.md'] });
  return pages.sort().map((page) => {
    const file = join(projectFolder, page);
    const { problems, ...filled } = fillPage(page, readFileSync(file, 'utf8'), lookUp);
    return { ...filled, page, file, problems: problems.map(({ line, text }) => `${page}:${line}: ${text}`) };
  });
}
