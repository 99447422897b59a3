import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { glob } from 'zx';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { type Filled, fillPage, type LookUp } from './fill.ts';

/** A page that figures are put into; `page` is its path from the top of the checkout. */
export type FilledPage = Filled & { page: string; file: string };

/** Every page for readers that people write, with its figures put in. docs/reference.md is written as a whole. */
export async function fillPages(lookUp: LookUp): Promise<FilledPage[]> {
  const pages = await glob(['README.md', 'docs/**/*.md'], { cwd: projectFolder, ignore: ['docs/reference.md'] });
  return pages.sort().map((page) => {
    const file = join(projectFolder, page);
    return { page, file, ...fillPage(page, readFileSync(file, 'utf8'), lookUp) };
  });
}

/** Everything that cannot be filled in, a line each. */
export function problemsOf(pages: FilledPage[]): string[] {
  return pages.flatMap(({ page, problems }) => problems.map(({ line, text }) => `${page}:${line}: ${text}`));
}
