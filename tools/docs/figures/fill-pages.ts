import { join } from 'node:path';
import { glob } from 'zx';
import { LabError } from '../../../scripts/lib/lab-error.ts';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import type { LookUpFigure } from './look-up-figure.ts';
import { type FigureSlot, findSlots } from './page-markers.ts';

/** A block has empty lines around it; without them, Markdown would not recognise a table. */
function textFor({ isBlock, indent, name }: FigureSlot, figure: string): string {
  if (!isBlock && figure.includes('\n'))
    throw new LabError('figure', `${name} is a block`, 'Put both markers on lines of their own.');
  return isBlock ? `\n\n${figure.trim()}\n\n`.replace(/\n(?!\n|$)/g, `\n${indent}`).concat(indent) : figure;
}

/** Puts each figure in its slot. A slot that cannot be filled keeps its text and is reported. */
export function fillPage(page: string, markdown: string, lookUp: LookUpFigure) {
  const { slots, problems } = findSlots(markdown);
  let filled = '';
  let end = 0;
  for (const slot of slots) {
    filled += markdown.slice(end, slot.from);
    end = slot.from;
    try {
      filled += textFor(slot, lookUp(slot.name, page));
      end = slot.to;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      problems.push({ line: slot.line, text: `${error.message} ${error.whatToDo}` });
    }
  }
  return { markdown: filled + markdown.slice(end), problems };
}

/** Fills every page that people write; docs/reference.md is generated as a whole. */
export async function fillPages(lookUp: LookUpFigure) {
  const pages = await glob(['README.md', 'docs/**/*.md'], { cwd: projectFolder, ignore: ['docs/reference.md'] });
  return pages.sort().map((page) => {
    const file = join(projectFolder, page);
    const { markdown, problems } = fillPage(page, readText(file), lookUp);
    return { file, markdown, problems: problems.map(({ line, text }) => `${page}:${line}: ${text}`) };
  });
}
