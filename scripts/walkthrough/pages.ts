import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toString as plainText } from 'mdast-util-to-string';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { readText } from '../lib/read-text.ts';
import { visibleText } from '../lib/visible-text.ts';
import { type TargetName, targetNames } from '../settings/variables.ts';
import { type Page, parsePage } from './page.ts';
import { parseMarkdown } from './page-nodes.ts';

export const answerKeyFile = 'answer-key.md';
export const walkthroughFolder = join(projectFolder, 'docs/scenario-1');

/** Others may have written it, for example a translation; the guide prints it and runs commands. */
function readMarkdown(folder: string, file: string): string {
  const path = join(folder, file);
  if (!existsSync(path))
    throw new LabError(
      'usage',
      `There is no ${file} in ${folder}.`,
      'A folder of pages needs the numbered pages, answer-key.md, solutions.md and when-stuck.md.',
    );
  return visibleText(readText(path));
}

export interface NamedPage extends Page {
  /** Its name in the folder of pages, with .md. */
  file: string;
  /** The one that its name begins with: two pages for different targets may have the same. */
  number: number;
}

/** Whether a page is for every target: those with the same number come before the others. */
const isForAll = ({ parts }: Page) => targetNames.every((name) => parts.some(({ targets }) => targets.includes(name)));

/** The numbered pages, in the order in which they are read. The others are for reference. */
export function readNumberedPages(folder = walkthroughFolder): NamedPage[] {
  const files = readdirSync(folder).filter((file) => /^\d\d-.*\.md$/.test(file));
  return files
    .sort()
    .map((file) => ({ file, number: Number(file.slice(0, 2)), ...parsePage(readMarkdown(folder, file)) }))
    .sort((one, other) => one.number - other.number || Number(isForAll(other)) - Number(isForAll(one)));
}

/** Those pages that have a part for this target. */
export function pagesFor(target: TargetName, pages: NamedPage[]): NamedPage[] {
  return pages.filter(({ parts }) => parts.some(({ targets }) => targets.includes(target)));
}

/** The answer to each question, as Markdown, by the question's id. */
export function readAnswerKey(folder = walkthroughFolder): Map<string, string> {
  const details = /<summary>([QH]\d)\..*<\/summary>\s*([\s\S]*?)\s*<\/details>/g;
  const answers = readMarkdown(folder, answerKeyFile).matchAll(details);
  return new Map([...answers].map(([, id = '', answer = '']) => [id, answer]));
}

export interface Solution {
  /** The heading above it. */
  heading: string;
  code: string;
}

/** Solutions by the file that the learner writes: the fences with `file=PATH`. */
export function readSolutions(folder = walkthroughFolder): Map<string, Solution> {
  const solutions = new Map<string, Solution>();
  let heading = '';
  for (const node of parseMarkdown(readMarkdown(folder, 'solutions.md')).children) {
    if (node.type === 'heading') heading = plainText(node);
    const file = node.type === 'code' ? /^file=(\S+)$/.exec(node.meta ?? '')?.[1] : undefined;
    if (file && node.type === 'code') solutions.set(file, { heading, code: `${node.value}\n` });
  }
  return solutions;
}

/** The headings of when-stuck.md whose sections name a verb of these commands, as `make VERB`. */
export function findHelpFor(commands: string, folder: string): string[] {
  const verbs = [...commands.matchAll(/\bmake (?:\S+=\S* )*([a-z-]+)/g)].map(([, verb = '']) => verb);
  const sections: { heading: string; text: string }[] = [];
  for (const node of parseMarkdown(readMarkdown(folder, 'when-stuck.md')).children) {
    if (node.type === 'heading' && node.depth > 1) sections.push({ heading: plainText(node), text: '' });
    const section = sections.at(-1);
    if (section) section.text += `${plainText(node)} `;
  }
  return sections
    .filter(({ text }) => verbs.some((verb) => new RegExp(`\\bmake ${verb}\\b(?!-)`).test(text)))
    .map(({ heading }) => heading);
}
