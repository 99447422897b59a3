import { join } from 'node:path';
import { toString as plainText } from 'mdast-util-to-string';
import { readPage } from '../pages.ts';

/** Which verbs these commands use: `STAGE=pooled make verify` -> verify. */
function verbsIn(commands: string): string[] {
  return [...commands.matchAll(/\bmake (?:\S+=\S* )*([a-z-]+)/g)].map(([, verb = '']) => verb);
}

/** The entries of the page for those who are stuck that speak of a verb in these commands. */
function entriesFor(commands: string, folder: string): string[] {
  const verbs = verbsIn(commands);
  const sections: { heading: string; words: string }[] = [];
  for (const node of readPage('when-stuck.md', folder).tree.children) {
    if (node.type === 'heading' && node.depth > 1) sections.push({ heading: plainText(node), words: '' });
    const section = sections.at(-1);
    if (section) section.words += `${plainText(node)} `;
  }
  return sections
    .filter(({ words }) => verbs.some((verb) => new RegExp(`\\bmake ${verb}\\b(?!-)`).test(words)))
    .map(({ heading }) => heading);
}

export function describeHelp(commands: string, folder: string, shownFolder: string): string[] {
  const entries = entriesFor(commands, folder);
  const page = join(shownFolder, 'when-stuck.md');
  return entries.length === 0
    ? [`${page} may help.`]
    : [`${page} may help:`, ...entries.map((entry) => `  • ${entry}`)];
}
