import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../lib/project-folder.ts';
import { type Page, parsePage } from './page.ts';

export const walkthroughFolder = join(projectFolder, 'docs/scenario-1');

export interface NamedPage extends Page {
  /** Its name in the folder of pages, with .md. */
  file: string;
}

export function readPage(file: string, folder = walkthroughFolder): NamedPage {
  return { file, ...parsePage(readFileSync(join(folder, file), 'utf8')) };
}

/** The numbered pages, in the order in which they are read. The others are for reference. */
export function readNumberedPages(folder = walkthroughFolder): NamedPage[] {
  return readdirSync(folder)
    .filter((file) => /^\d\d-.*\.md$/.test(file))
    .sort()
    .map((file) => readPage(file, folder));
}
