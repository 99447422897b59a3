import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import type { Settings } from '../../settings/settings.ts';
import { readAnswerKey } from '../answer-key.ts';
import { type NamedPage, readWalk } from '../pages.ts';
import { mapPorts, portsOf } from '../ports.ts';
import { solutionHeadings } from '../solutions.ts';

/** The pages, and what is looked up beside them. */
export interface Text {
  /** As a person would open it: from the top of the checkout, when it is in there. */
  folder: string;
  pages: NamedPage[];
  /** Markdown by the question's id. */
  answerKey: Map<string, string>;
  /** By the file that the learner writes. */
  solutionHeadings: Map<string, string>;
  /** What a link on the pages leads to, in words for somebody who cannot click it. */
  address(url: string): string;
  /** Text or commands with the ports of this lab in the place of the usual ones. */
  here(text: string): string;
}

/** @throws {LabError} `usage` when there is no page in the folder */
export function readText(folder: string, settings: Settings): Text {
  const pages = existsSync(folder) ? readWalk(folder) : [];
  if (pages.length === 0)
    throw new LabError(
      'usage',
      `--text: expected a folder with pages, and there is none in ${folder}`,
      'Pages are files with a number, such as 01-the-situation.md. See: make guide ARGS=--help',
    );
  const fromTop = relative(projectFolder, folder);
  const shownFolder = fromTop.startsWith('..') ? folder : fromTop;
  return {
    folder: shownFolder,
    pages,
    answerKey: readAnswerKey(folder),
    solutionHeadings: solutionHeadings(folder),
    address(url) {
      if (/^[a-z]+:/.test(url)) return url;
      const page = pages.findIndex(({ file }) => file === url.split('#')[0]);
      return page < 0 ? join(shownFolder, url) : `page ${page + 1}`;
    },
    here: mapPorts(portsOf(settings)).toOwn,
  };
}
