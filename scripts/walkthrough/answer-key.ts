import { readPage } from './pages.ts';

/** The answer to each question, as Markdown, by its id: what lies between `<summary>Q1` and `</details>` of the answer key. */
export function readAnswerKey(folder?: string): Map<string, string> {
  const answers = new Map<string, string>();
  let id: string | undefined;
  for (const part of readPage('answer-key.md', folder).parts) {
    if (part.kind !== 'text') continue;
    for (const piece of part.markdown.split(/\n\n/)) {
      id = /<summary>.*?(Q\d)/.exec(piece)?.[1] ?? id;
      if (piece.includes('</details>')) id = undefined;
      if (id && !piece.includes('<summary>'))
        answers.set(id, `${answers.get(id) ?? ''}${answers.has(id) ? '\n\n' : ''}${piece}`);
    }
  }
  return answers;
}
