import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toString as plainText } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { lineOf } from '../../../scripts/walkthrough/page-nodes.ts';
import { type CodeSnippet, codeIn, type Document } from './document.ts';
import type { KnownNames } from './known-names.ts';

/** Returns the names in a line of code that do not exist. */
type Check = (line: string, names: KnownNames, snippet: CodeSnippet) => string[];

const groupsOf = (line: string, pattern: RegExp) => [...line.matchAll(pattern)].map(([, ...groups]) => groups);

/** A call of make, alone or among other commands: its target, and the arguments after it. */
const makeCommand = /(?:^|[;&|(]\s*)(?:[A-Z_]+=\S+ )*make ([a-z][a-z0-9-]*)([^;&|]*)/g;

const unknownTargets: Check = (line, { makeTargets }) =>
  groupsOf(line, makeCommand).flatMap(([target = '']) => (makeTargets.has(target) ? [] : [`make ${target}`]));

const unknownFlags: Check = (line, { flags }) =>
  groupsOf(line, makeCommand).flatMap(([target = '', args = '']) =>
    groupsOf(args, /--([a-z][a-z-]*)/g).flatMap(([flag = '']) =>
      flags.get(target)?.has(flag) === false ? [`make ${target} ARGS=--${flag}`] : [],
    ),
  );

const unknownVariables: Check = (line, { variables }) =>
  /\bmake\b|\bexport\b|^[A-Z_]+=/.test(line)
    ? groupsOf(line, /\b([A-Z][A-Z_]+)=/g).flatMap(([name = '']) => (variables.has(name) ? [] : [`${name}=`]))
    : [];

/** Words with an underscore: metrics, columns, variables. A histogram's series add a suffix. */
const unknownWords: Check = (line, { words }) =>
  groupsOf(line, /(?<![\w/.-])([A-Za-z]+(?:_[A-Za-z0-9]+)+)\b/g).flatMap(([word = '']) =>
    words.has(word) || words.has(word.replace(/_(bucket|sum|count)$/, '')) ? [] : [word],
  );

/** Paths from the top of the checkout, up to a *. */
const unknownPaths: Check = (line, { folders }) =>
  groupsOf(line, /(?<![\w./-])((\.?[\w-]+)\/[\w./*-]*)/g).flatMap(([path = '', folder = '']) => {
    const exact = path.replace(/\*.*/, '').replace(/\.$/, '');
    return !folders.has(folder) || existsSync(join(projectFolder, exact)) ? [] : [exact];
  });

/** Files without a folder, within sentences. */
const unknownFiles: Check = (line, { fileNames }, { fence }) =>
  fence === undefined && /^[\w.-]+\.(md|json|sql|ts|yaml|css|svg|html|sh)$/.test(line) && !fileNames.has(line)
    ? [line]
    : [];

const checks = [unknownTargets, unknownFlags, unknownVariables, unknownWords, unknownPaths, unknownFiles];

/** Nodes of PostgreSQL's plans, which look like titles of panels. */
const planNodes = ['Seq Scan', 'Index Scan', 'Index Only Scan', 'Bitmap Heap Scan', 'Hash Join', 'Nested Loop'];

/** Two words or more, capitalised except short ones: "Time to Connect", "Success Rate %". */
const panelTitle = /^[A-Z]\w*( ([A-Z]\w*|%|as|in|of|to))+$/;

/** Names in bold that look like the title of a panel, or follow the word "panel". */
function unknownPanels({ tree }: Document, panels: ReadonlySet<string>): { line: number; name: string }[] {
  const unknown: { line: number; name: string }[] = [];
  visit(tree, 'strong', (node, index = 0, parent) => {
    const name = plainText(node);
    const before = parent?.children[index - 1];
    const isPanel = panelTitle.test(name) || (before?.type === 'text' && /\bpanels? $/.test(before.value));
    if (isPanel && !panels.has(name) && !planNodes.includes(name)) unknown.push({ line: lineOf(node), name });
  });
  return unknown;
}

/**
 * Names in a document that do not exist in the checkout: in code, targets of make with their flags
 * and variables, words with an underscore, and files; ports of this machine; panels.
 */
export function nameProblems(document: Document, names: KnownNames): string[] {
  const inCode = codeIn(document).flatMap((snippet) =>
    snippet.text
      .split('\n')
      .flatMap((text, index) =>
        checks
          .flatMap((check) => check(text, names, snippet))
          .map((unknown) => `${document.file}:${snippet.line + index}: there is no ${unknown}`),
      ),
  );
  const ports = document.text.split('\n').flatMap((text, index) =>
    groupsOf(text, /(?:127\.0\.0\.1|localhost):(\d+)/g)
      .filter(([port]) => !names.ports.has(Number(port)))
      .map(([port]) => `${document.file}:${index + 1}: nothing listens on port ${port}`),
  );
  const panels = unknownPanels(document, names.panels).map(
    ({ line, name }) => `${document.file}:${line}: there is no panel ${name}`,
  );
  return [...inCode, ...ports, ...panels];
}
