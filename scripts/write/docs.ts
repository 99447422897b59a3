import { basename, join } from 'node:path';
import { figuresOf } from '../figures/figures.ts';
import { type FilledPage, fillPages, problemsOf } from '../figures/pages.ts';
import { LabError } from '../lib/lab-error.ts';
import { fillOutputs } from '../walkthrough/fill-outputs.ts';
import { readWalk, walkthroughFolder } from '../walkthrough/pages.ts';
import { readTranscript, recordedTargets } from '../walkthrough/transcript.ts';
import type { Written } from './written.ts';

/** What the walk printed that was recorded last, where a page shows it. */
function withOutputs({ file, markdown }: FilledPage): string {
  const isOfWalk = readWalk().some((page) => join(walkthroughFolder, page.file) === file);
  const transcripts = isOfWalk ? recordedTargets().map(readTranscript) : [];
  return transcripts.reduce((page, transcript) => fillOutputs(page, basename(file), transcript), markdown);
}

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
  return pages.map((page) => ({ file: page.file, text: withOutputs(page) }));
}
