import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import type { Settings } from '../../settings/settings.ts';
import { type NamedPage, readNumberedPages, walkthroughFolder } from '../pages.ts';
import { mapPorts, portsOf } from '../ports.ts';

/** The pages of a folder, for a learner with a lab. */
export interface Lesson {
  folder: string;
  pages: NamedPage[];
  /** Describes where a link leads, for people who cannot click it. */
  describeLink(url: string): string;
  /** Replaces the default ports in text or commands by those of this lab. */
  withOwnPorts(text: string): string;
}

/** @throws {LabError} `usage` when there is no page in the folder */
export function readLesson(given: string | undefined, settings: Settings): Lesson {
  const folder = resolve(given ?? walkthroughFolder);
  const pages = existsSync(folder) ? readNumberedPages(folder) : [];
  if (pages.length === 0)
    throw new LabError(
      'usage',
      `--text: expected a folder with pages, and there are none in ${folder}`,
      'Pages are files with a number, such as 01-the-situation.md. See: make guide ARGS=--help',
    );
  return {
    folder,
    pages,
    describeLink(url) {
      if (/^[a-z]+:/.test(url)) return url;
      const page = pages.findIndex(({ file }) => file === url.split('#')[0]);
      return page < 0 ? displayPath(join(folder, url)) : `page ${page + 1}`;
    },
    withOwnPorts: mapPorts(portsOf(settings)).toOwn,
  };
}

/** A path for people to open: relative to the checkout if it is inside. */
export function displayPath(path: string): string {
  const fromTop = relative(projectFolder, path);
  return fromTop.startsWith('..') ? path : fromTop;
}
