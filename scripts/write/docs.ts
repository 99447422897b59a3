import { basename, join } from 'node:path';
import { diagramFiles, diagrams } from '../diagrams/diagrams.ts';
import { figuresOf, runsFolder } from '../figures/figures.ts';
import { type FilledPage, fillPages, problemsOf } from '../figures/pages.ts';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/settings.ts';
import { referenceText } from '../reference/reference.ts';
import { fillOutputs } from '../walkthrough/fill-outputs.ts';
import { readWalk, walkthroughFolder } from '../walkthrough/pages.ts';
import { readTranscript, recordedTargets } from '../walkthrough/transcript.ts';
import type { Writing } from './written.ts';

/** The diagrams; one whose run is not kept yet is a problem, and the others are drawn. */
function drawDiagrams(): Writing {
  const writing: Writing = { files: [], problems: [] };
  for (const [name, read] of Object.entries(diagrams))
    try {
      writing.files.push(...diagramFiles(read(runsFolder)));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      writing.problems.push(`docs/diagrams/${name}: ${error.message} ${error.whatToDo}`);
    }
  return writing;
}

/** What the walk printed that was recorded last, where a page shows it. */
function withOutputs({ file, markdown }: FilledPage): string {
  const isOfWalk = readWalk().some((page) => join(walkthroughFolder, page.file) === file);
  const transcripts = isOfWalk ? recordedTargets().map(readTranscript) : [];
  return transcripts.reduce((page, transcript) => fillOutputs(page, basename(file), transcript), markdown);
}

/** The reference, the diagrams, and the pages with the figures of the kept runs in them. */
export async function docsFiles(): Promise<Writing> {
  const drawn = drawDiagrams();
  const pages = await fillPages(figuresOf());
  return {
    files: [
      { file: join(projectFolder, 'docs/reference.md'), text: await referenceText() },
      ...drawn.files.map(({ file, text }) => ({ file: join(projectFolder, file), text })),
      ...pages.map((page) => ({ file: page.file, text: withOutputs(page) })),
    ],
    problems: [...drawn.problems, ...problemsOf(pages)],
  };
}
