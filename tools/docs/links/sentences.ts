import type { Root as Page } from 'mdast';
import type { Root as Prose, Sentence } from 'nlcst';
import { toString as plainText } from 'nlcst-to-string';
import remarkRetext from 'remark-retext';
import retextEnglish from 'retext-english';
import retextReadability from 'retext-readability';
import { type Processor, unified } from 'unified';
import { visit } from 'unist-util-visit';
import { VFile } from 'vfile';
import { type Document, problemAt } from './document.ts';
import { knownWords } from './known-words.ts';

/** Who is asked to read the pages is older; they read in a foreign language, some of them, and with a terminal beside it. */
const age = 16;
/** Of seven formulas for how hard a sentence is, so many have to agree. */
const threshold = 4 / 7;
/** The formulas are made for texts: in a few words, a single long one decides. */
const fewestWords = 8;
export const mostWords = 30;

/** What a name counts as: a short word. A capital, because a sentence may begin with it. */
const shortWord = 'Name';

/** Code in a sentence is one word of it. */
function codeAsWord() {
  return (tree: Page) =>
    visit(tree, 'inlineCode', (node, index, parent) => {
      if (parent && index !== undefined)
        parent.children[index] = { type: 'text', value: shortWord, ...(node.position && { position: node.position }) };
    });
}

function findLongSentences() {
  return (tree: Prose, file: VFile) =>
    visit(tree, 'SentenceNode', (sentence) => {
      const words = sentence.children.filter(({ type }) => type === 'WordNode').length;
      if (words > mostWords) report(file, sentence, `${words} words, at most ${mostWords}`);
    });
}

function report(file: VFile, sentence: Sentence, message: string): void {
  file.message(message, { ancestors: [sentence], place: sentence.position });
}

/** Keeps what a sentence said, and makes known words short. */
function shortenKnownWords() {
  return (tree: Prose) =>
    visit(tree, 'SentenceNode', (sentence) => {
      sentence.data = { ...sentence.data, said: plainText(sentence) };
      visit(sentence, 'WordNode', (word) => {
        if (knownWords.has(plainText(word).toLowerCase())) word.children = [{ type: 'TextNode', value: shortWord }];
      });
    });
}

const prose = unified()
  .use(retextEnglish)
  .use(shortenKnownWords)
  .use(findLongSentences)
  .use(retextReadability, { age, threshold, minWords: fewestWords });

// What looks at a tree and changes none counts as a change for unified's types, and remark-retext's want a processor without.
const reader = unified()
  .use(codeAsWord)
  .use(remarkRetext, prose as unknown as Processor<Prose>);

/** The sentences of a document that are too long, or hard to read for a first-year engineer. Tables are not looked at. */
export async function sentenceProblems(document: Document): Promise<string[]> {
  const file = new VFile({ path: document.file, value: document.text });
  await reader.run(structuredClone(document.tree), file);
  return file.messages.map(({ line, reason, ancestors }) => {
    const said = (ancestors?.at(-1)?.data as { said?: string } | undefined)?.said ?? '';
    return problemAt(document, line ?? 0, `${reason}: "${said.trim().replace(/\s+/g, ' ')}"`);
  });
}
