import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Nodes } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { lineOf } from '../../../scripts/walkthrough/page-nodes.ts';
import { type Document, parseDocument } from './document.ts';

interface Link {
  line: number;
  address: string;
}

/** Links and pictures, in Markdown and in HTML. */
function linksIn({ tree }: Document): Link[] {
  const links: Link[] = [];
  visit(tree, (node: Nodes) => {
    const line = lineOf(node);
    if ('url' in node) links.push({ line, address: node.url });
    if (node.type !== 'html') return;
    for (const [, address = ''] of node.value.matchAll(/\s(?:href|src|srcset)="([^"]*)"/g))
      links.push({ line, address });
  });
  return links;
}

/** The anchors that GitHub gives to headings, and those set in HTML. */
function anchorsIn({ tree }: Document): Set<string> {
  const anchors = new Set<string>();
  const slugger = new GithubSlugger();
  visit(tree, (node: Nodes) => {
    if (node.type === 'heading') anchors.add(slugger.slug(plainText(node, { includeHtml: false })));
    if (node.type === 'html')
      for (const [, id = ''] of node.value.matchAll(/\s(?:id|name)="([^"]*)"/g)) anchors.add(id);
  });
  return anchors;
}

/** The lab itself is served over http. */
function externalLinkProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return `is not a valid address: ${address}`;
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:' || ['127.0.0.1', 'localhost'].includes(hostname)) return undefined;
  return `is not https: ${address}`;
}

function internalLinkProblem(document: Document, address: string): string | undefined {
  const [path = '', anchor] = address.split('#');
  const file = path ? normalize(join(dirname(document.file), path)) : document.file;
  const target = join(projectFolder, file);
  if (path && !existsSync(target)) return `leads to nothing: ${address}`;
  if (anchor === undefined) return undefined;
  const linked = path ? parseDocument(file, readText(target)) : document;
  return anchorsIn(linked).has(anchor) ? undefined : `leads to no heading of ${file}: #${anchor}`;
}

/** Links to no file, to no heading, or outside without https. No request is sent. */
export function linkProblems(document: Document): string[] {
  return linksIn(document).flatMap(({ line, address }) => {
    const problem = /^[a-z]+:/i.test(address) ? externalLinkProblem(address) : internalLinkProblem(document, address);
    return problem ? [`${document.file}:${line}: a link ${problem}`] : [];
  });
}
