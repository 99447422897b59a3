import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Nodes, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { glob } from 'zx';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { parseMarkdown } from '../../../scripts/walkthrough/page.ts';

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
  return files.sort().map((file) => parseDocument(file, readFileSync(join(projectFolder, file), 'utf8')));
}

/** Where a problem is, and what it is. */
export function problemAt({ file }: Document, line: number, message: string): string {
  return `${file}:${line}: ${message}`;
}

export interface Code {
  /** Of its first line. */
  line: number;
  text: string;
  /** What stands behind the fence: "sh run"; undefined for code within a sentence. */
  fence: string | undefined;
}

/** All that stands in code, within sentences and in blocks. */
export function codesOf({ tree }: Document): Code[] {
  const codes: Code[] = [];
  visit(tree, (node: Nodes) => {
    const line = node.position?.start.line ?? 0;
    if (node.type === 'inlineCode') codes.push({ line, text: node.value, fence: undefined });
    if (node.type === 'code')
      codes.push({ line: line + 1, text: node.value, fence: [node.lang, node.meta].filter(Boolean).join(' ') });
  });
  return codes;
}
