import { basename, join } from 'node:path';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { runsFolder } from '../../scripts/lib/runs-folder.ts';
import { readWalk, walkthroughFolder } from '../../scripts/walkthrough/pages.ts';
import { diagramFiles, diagrams } from '../docs/diagrams/diagrams.ts';
import { figuresOf } from '../docs/figures/figures.ts';
import { fillPages, problemsOf } from '../docs/figures/pages.ts';
import { referenceText } from '../docs/reference/reference.ts';
import { fillOutputs } from '../walkthrough/fill-outputs.ts';
import { readTranscript, recordedTargets, type Transcript } from '../walkthrough/transcript.ts';
import { type Attempt, collectProblems } from './collect-problems.ts';
import type { Writing, Written } from './written.ts';

/** Pages of the walk with what was printed when it was recorded last. A page that shows something else stays as it is. */
export function withOutputs(pages: Written[], transcripts: Transcript[], attempt: Attempt): Written[] {
  const filled = (page: string, text: string, transcript: Transcript) =>
    attempt('', () => fillOutputs(text, page, transcript)) ?? text;
  return pages.map(({ file, text }) => ({
    file,
    text: transcripts.reduce((before, transcript) => filled(basename(file), before, transcript), text),
  }));
}

/** The reference, the diagrams, and the pages with the figures of the kept runs in them. */
export async function docsFiles(): Promise<Writing> {
  const { problems, attempt } = collectProblems();
  const drawn = Object.entries(diagrams).flatMap(
    ([name, read]) => attempt(`docs/diagrams/${name}`, () => diagramFiles(read(runsFolder))) ?? [],
  );
  const pages = await fillPages(figuresOf());
  problems.push(...problemsOf(pages));
  const ofWalk = new Set(readWalk().map(({ file }) => join(walkthroughFolder, file)));
  const transcripts = recordedTargets().flatMap((target) => attempt('', () => readTranscript(target)) ?? []);
  const written = pages.map(({ file, markdown }) => ({ file, text: markdown }));
  return {
    files: [
      { file: join(projectFolder, 'docs/reference.md'), text: await referenceText() },
      ...drawn.map(({ file, text }) => ({ file: join(projectFolder, file), text })),
      ...written.filter(({ file }) => !ofWalk.has(file)),
      ...withOutputs(
        written.filter(({ file }) => ofWalk.has(file)),
        transcripts,
        attempt,
      ),
    ],
    problems,
  };
}
