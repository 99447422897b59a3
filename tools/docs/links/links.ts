import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Nodes } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { type Document, parseDocument, problemAt } from './document.ts';

interface Link {
  line: number;
  address: string;
}

/** Links and pictures, also those that are written in HTML. */
function linksOf({ tree }: Document): Link[] {
  const links: Link[] = [];
  visit(tree, (node: Nodes) => {
    const line = node.position?.start.line ?? 0;
    if ('url' in node) links.push({ line, address: node.url });
    if (node.type !== 'html') return;
    for (const [, address = ''] of node.value.matchAll(/\s(?:href|src|srcset)="([^"]*)"/g))
      links.push({ line, address });
  });
  return links;
}

/** The names of a document's headings, as GitHub has them in addresses, and those that are given in HTML. */
function anchorsOf({ tree }: Document): Set<string> {
  const anchors = new Set<string>();
  const slugger = new GithubSlugger();
  visit(tree, (node: Nodes) => {
    if (node.type === 'heading') anchors.add(slugger.slug(plainText(node, { includeHtml: false })));
    if (node.type === 'html')
      for (const [, id = ''] of node.value.matchAll(/\s(?:id|name)="([^"]*)"/g)) anchors.add(id);
  });
  return anchors;
}

/** A lab answers by http; everybody else is asked by https. */
function outsideProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return `is no address: ${address}`;
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:' || ['127.0.0.1', 'localhost'].includes(hostname)) return undefined;
  return `is not https: ${address}`;
}

function insideProblem(document: Document, address: string): string | undefined {
  const [path = '', anchor] = address.split('#');
  const file = path ? normalize(join(dirname(document.file), path)) : document.file;
  const place = join(projectFolder, file);
  if (path && !existsSync(place)) return `leads to nothing: ${address}`;
  if (anchor === undefined) return undefined;
  const target = path ? parseDocument(file, readFileSync(place, 'utf8')) : document;
  return anchorsOf(target).has(anchor) ? undefined : `leads to no heading of ${file}: #${anchor}`;
}

/** Links of a document that lead to no file, to no heading, or outside by something else than https. Nobody is asked whether he answers. */
export function linkProblems(document: Document): string[] {
  return linksOf(document).flatMap(({ line, address }) => {
    const problem = /^[a-z]+:/i.test(address) ? outsideProblem(address) : insideProblem(document, address);
    return problem ? [problemAt(document, line, `a link ${problem}`)] : [];
  });
}
