import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { type Code, codesOf, type Document, problemAt } from './document.ts';
import type { KnownNames } from './known-names.ts';

/** Names in a line of code that nothing has, in words. */
type Check = (line: string, names: KnownNames, code: Code) => string[];

const allOf = (line: string, pattern: RegExp) => [...line.matchAll(pattern)].map(([, ...groups]) => groups);

/** A command of make, alone or among others, and what stands behind its target. */
const makeCommand = /(?:^|[;&|(]\s*)(?:[A-Z_]+=\S+ )*make ([a-z][a-z0-9-]*)([^;&|]*)/g;

const unknownTargets: Check = (line, { makeTargets }) =>
  allOf(line, makeCommand).flatMap(([target = '']) => (makeTargets.has(target) ? [] : [`make ${target}`]));

const unknownFlags: Check = (line, { flags }) =>
  allOf(line, makeCommand).flatMap(([target = '', behind = '']) =>
    allOf(behind, /--([a-z][a-z-]*)/g).flatMap(([flag = '']) =>
      flags.get(target)?.has(flag) === false ? [`make ${target} ARGS=--${flag}`] : [],
    ),
  );

const unknownVariables: Check = (line, { variables }) =>
  /\bmake\b|\bexport\b|^[A-Z_]+=/.test(line)
    ? allOf(line, /\b([A-Z][A-Z_]+)=/g).flatMap(([name = '']) => (variables.has(name) ? [] : [`${name}=`]))
    : [];

/** Words with an underscore: metrics, columns, variables, codes. A histogram's series have its name and an ending. */
const unknownWords: Check = (line, { words }) =>
  allOf(line, /(?<![\w/.-])([A-Za-z]+(?:_[A-Za-z0-9]+)+)\b/g).flatMap(([word = '']) =>
    words.has(word) || words.has(word.replace(/_(bucket|sum|count)$/, '')) ? [] : [word],
  );

/** Paths from the top of the checkout; of one with a * only what stands before it. */
const unknownPaths: Check = (line, { folders }) => {
  const paths = allOf(line, /(?<![\w./-])((\.?[\w-]+)\/[\w./*-]*)/g);
  return paths.flatMap(([path = '', folder = '']) => {
    const exact = path.replace(/\*.*/, '').replace(/\.$/, '');
    return !folders.has(folder) || existsSync(join(projectFolder, exact)) ? [] : [exact];
  });
};

/** Files without a folder before them, within sentences. */
const unknownFiles: Check = (line, { fileNames }, { fence }) =>
  fence === undefined && /^[\w.-]+\.(md|json|sql|ts|yaml|css|svg|html|sh)$/.test(line) && !fileNames.has(line)
    ? [line]
    : [];

const checks = [unknownTargets, unknownFlags, unknownVariables, unknownWords, unknownPaths, unknownFiles];

/**
 * What a document names in code and the checkout has not: targets of make, their flags and variables, words with an underscore, files.
 * And addresses of this machine at whose port nothing of the lab listens.
 */
export function nameProblems(document: Document, names: KnownNames): string[] {
  const inCode = codesOf(document).flatMap((code) =>
    [...code.text.split('\n').entries()].flatMap(([index, line]) =>
      checks
        .flatMap((check) => check(line, names, code))
        .map((unknown) => problemAt(document, code.line + index, `there is no ${unknown}`)),
    ),
  );
  const ports = [...document.text.split('\n').entries()].flatMap(([index, line]) =>
    allOf(line, /(?:127\.0\.0\.1|localhost):(\d+)/g).flatMap(([port]) =>
      names.ports.has(Number(port)) ? [] : [problemAt(document, index + 1, `nothing listens on port ${port}`)],
    ),
  );
  return [...inCode, ...ports];
}
