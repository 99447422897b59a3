import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import type { Settings } from '../../settings/settings.ts';
import type { TargetName } from '../../settings/variables.ts';
import { type NamedPage, pagesFor, readNumberedPages, walkthroughFolder } from '../pages.ts';
import { mapPorts, portsOf } from '../ports.ts';
import type { DescribeLink } from './render-inline.ts';

/** The pages of a folder, for a learner with a lab. */
export interface Lesson {
  folder: string;
  /** At least one. */
  pages: NamedPage[];
  /** Describes where the links of a file lead. */
  linksFrom(file: string): DescribeLink;
  /** Replaces the default ports in text or commands by those of this lab. */
  withOwnPorts(text: string): string;
}

/**
 * Reads the pages for all targets.
 * @throws {LabError} `usage` when there is no page in the folder
 */
export function readLesson(given: string | undefined, settings: Settings): Lesson {
  const folder = resolve(given ?? walkthroughFolder);
  const pages = existsSync(folder) ? readNumberedPages(folder) : [];
  return createLesson(folder, pages, mapPorts(portsOf(settings)).toOwn);
}

/**
 * The same lesson without the pages that are only for other targets.
 * @throws {LabError} `usage` when no page is left
 */
export function lessonFor(target: TargetName, { folder, pages, withOwnPorts }: Lesson): Lesson {
  return createLesson(folder, pagesFor(target, pages), withOwnPorts);
}

function createLesson(folder: string, pages: NamedPage[], withOwnPorts: Lesson['withOwnPorts']): Lesson {
  if (pages.length === 0)
    throw new LabError(
      'usage',
      `--text: expected a folder with pages, and there are none in ${folder}`,
      'Pages are files with a number, such as 01-the-situation.md. See: make guide ARGS=--help',
    );
  return {
    folder,
    pages,
    linksFrom: (from) => (url) => {
      if (/^[a-z]+:/.test(url)) return url;
      const [file = ''] = url.split('#');
      // Nearly every paragraph has such a link; `?` shows where the glossary is.
      if (file === glossaryFile) return undefined;
      if (file === '') return displayPath(join(folder, from));
      const page = pages.find((candidate) => candidate.file === file);
      return page ? `page ${page.number}` : displayPath(join(folder, url));
    },
    withOwnPorts,
  };
}

export const glossaryFile = 'glossary.md';

/** A path for people to open: relative to the checkout if it is inside. */
export function displayPath(path: string): string {
  const fromTop = relative(projectFolder, path);
  return fromTop.startsWith('..') ? path : fromTop;
}
