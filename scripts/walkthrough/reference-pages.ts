import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toString as plainText } from 'mdast-util-to-string';
import { readPage, walkthroughFolder } from './pages.ts';

/** The answer to each question, as Markdown, by the question's id. */
export function readAnswerKey(folder = walkthroughFolder): Map<string, string> {
  const markdown = readFileSync(join(folder, 'answer-key.md'), 'utf8');
  const answers = markdown.matchAll(/<summary>.*?(Q\d).*<\/summary>\s*([\s\S]*?)\s*<\/details>/g);
  return new Map([...answers].map(([, id = '', answer = '']) => [id, answer]));
}

export interface Solution {
  /** The heading above it. */
  heading: string;
  code: string;
}

/** A way to write each file that the learner writes, by its path in the checkout: the fences with `file=PATH`. */
export function readSolutions(folder?: string): Map<string, Solution> {
  const solutions = new Map<string, Solution>();
  let heading = '';
  for (const node of readPage('solutions.md', folder).tree.children) {
    if (node.type === 'heading') heading = plainText(node);
    const file = node.type === 'code' ? /^file=(\S+)$/.exec(node.meta ?? '')?.[1] : undefined;
    if (file && node.type === 'code') solutions.set(file, { heading, code: `${node.value}\n` });
  }
  return solutions;
}

/** The headings of when-stuck.md whose sections name a verb of these commands, as `make VERB`. */
export function findHelpFor(commands: string, folder?: string): string[] {
  const verbs = [...commands.matchAll(/\bmake (?:\S+=\S* )*([a-z-]+)/g)].map(([, verb = '']) => verb);
  const sections: { heading: string; text: string }[] = [];
  for (const node of readPage('when-stuck.md', folder).tree.children) {
    if (node.type === 'heading' && node.depth > 1) sections.push({ heading: plainText(node), text: '' });
    const section = sections.at(-1);
    if (section) section.text += `${plainText(node)} `;
  }
  return sections
    .filter(({ text }) => verbs.some((verb) => new RegExp(`\\bmake ${verb}\\b(?!-)`).test(text)))
    .map(({ heading }) => heading);
}
