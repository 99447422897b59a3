import { join } from 'node:path';
import type { Nodes, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { glob } from 'zx';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { lineOf, parseMarkdown } from '../../../scripts/walkthrough/page-nodes.ts';

/** A Markdown file for people to read. */
export interface Document {
  /** From the top of the checkout. */
  file: string;
  text: string;
  tree: Root;
}

export function parseDocument(file: string, text: string): Document {
  return { file, text, tree: parseMarkdown(text) };
}

/** Every document of the checkout. */
export async function readDocuments(): Promise<Document[]> {
  const files = await glob(['*.md', 'docs/**/*.md'], { cwd: projectFolder });
  return files.sort().map((file) => parseDocument(file, readText(join(projectFolder, file))));
}

export interface CodeSnippet {
  /** Of its first line. */
  line: number;
  text: string;
  /** The info string of a block, such as "sh run"; undefined for code within a sentence. */
  fence: string | undefined;
}

/** All code of a document, within sentences and in blocks. */
export function codeIn({ tree }: Document): CodeSnippet[] {
  const snippets: CodeSnippet[] = [];
  visit(tree, (node: Nodes) => {
    const line = lineOf(node);
    if (node.type === 'inlineCode') snippets.push({ line, text: node.value, fence: undefined });
    if (node.type === 'code')
      snippets.push({ line: line + 1, text: node.value, fence: [node.lang, node.meta].filter(Boolean).join(' ') });
  });
  return snippets;
}
