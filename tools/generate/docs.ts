import { basename, join } from 'node:path';
import { openApiText } from '../../app/src/contract/openapi.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { projectFolder, runsFolder } from '../../scripts/lib/project-folder.ts';
import { readNumberedPages, walkthroughFolder } from '../../scripts/walkthrough/pages.ts';
import { diagramFiles, diagrams } from '../docs/diagrams/diagrams.ts';
import { fillPages } from '../docs/figures/fill-pages.ts';
import { figuresIn } from '../docs/figures/look-up-figure.ts';
import { chartReadme } from '../docs/reference/chart-values.ts';
import { referenceText } from '../docs/reference/reference.ts';
import { fillOutputs } from '../walkthrough/fill-outputs.ts';
import { readTranscript, recordedTargets, type Transcript } from '../walkthrough/transcript.ts';

/** Collects a LabError in `problems`, so that the other files are still written. */
export function attempt<Made>(problems: string[], make: () => Made): Made | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    problems.push(`${error.message} ${error.whatToDo}`);
    return undefined;
  }
}

/** Puts recorded output into a page. A page that shows something else stays as it is. */
export function withOutputs(file: string, text: string, transcripts: Transcript[], problems: string[]): string {
  return transcripts.reduce(
    (before, transcript) => attempt(problems, () => fillOutputs(before, basename(file), transcript)) ?? before,
    text,
  );
}

/**
 * The reference, the OpenAPI document, the chart's README, the diagrams, and the pages with their
 * figures and outputs.
 */
export async function generateDocs() {
  const problems: string[] = [];
  const pictures = Object.values(diagrams).flatMap(
    (read) => attempt(problems, () => diagramFiles(read(runsFolder))) ?? [],
  );
  const pages = await fillPages(figuresIn());
  problems.push(...pages.flatMap((page) => page.problems));
  const walkFiles = new Set(readNumberedPages().map(({ file }) => join(walkthroughFolder, file)));
  const transcripts = recordedTargets().flatMap((target) => attempt(problems, () => readTranscript(target)) ?? []);
  return {
    files: [
      { file: join(projectFolder, 'docs/reference.md'), text: await referenceText() },
      { file: join(projectFolder, 'docs/openapi.json'), text: openApiText },
      chartReadme(),
      ...pictures.map(({ file, text }) => ({ file: join(projectFolder, file), text })),
      ...pages.map(({ file, markdown }) => ({
        file,
        text: walkFiles.has(file) ? withOutputs(file, markdown, transcripts, problems) : markdown,
      })),
    ],
    problems,
  };
}
