import { figuresOf } from '../figures/figures.ts';
import { fillPages, problemsOf } from '../figures/pages.ts';
import { LabError } from '../lib/lab-error.ts';
import type { Written } from './written.ts';

/** The pages with the figures of the kept runs in them. */
export async function docsFiles(): Promise<Written[]> {
  const pages = await fillPages(figuresOf());
  const problems = problemsOf(pages);
  if (problems.length > 0)
    throw new LabError(
      'figure',
      problems.join('\n'),
      'Nothing was written. CONTRIBUTING.md says how figures are named.',
    );
  return pages.map(({ file, markdown }) => ({ file, text: markdown }));
}
