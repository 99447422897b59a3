import '../../scripts/lib/own-environment.ts';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { runMain } from '../../scripts/lib/main.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { readText } from '../../scripts/lib/read-text.ts';
import { writeFileAtomic } from '../../scripts/lib/write-file-atomic.ts';

interface Generated {
  files: { file: string; text: string }[];
  /** What could not be generated, a line each. */
  problems?: string[];
}

/** For `make schema` and its like. Imported on demand: only the schema needs a server. */
const generators: Record<string, () => Promise<Generated>> = {
  schema: async () => ({ files: [await (await import('./schema.ts')).generateSchema()] }),
  dashboard: async () => {
    const { dashboardFile, dashboardText, rulesFile, rulesText } = await import('../../dashboards/generated-files.ts');
    return {
      files: [
        { file: dashboardFile, text: dashboardText() },
        { file: rulesFile, text: rulesText() },
      ],
    };
  },
  'subchart-names': async () => {
    const { generateSubchartNames } = await import('./subchart-names.ts');
    return { files: [generateSubchartNames(process.env.MONITORING_CHART)] };
  },
  docs: async () => (await import('./docs.ts')).generateDocs(),
};

await runMain(async (args) => {
  const [what = '', ...others] = args;
  const generate = others.length === 0 && Object.hasOwn(generators, what) ? generators[what] : undefined;
  if (!generate)
    throw new LabError(
      'usage',
      what ? `There is no generator "${args.join(' ')}".` : 'No generator was named.',
      `Usage: npm run generate NAME, where NAME is one of ${Object.keys(generators).join(', ')}.`,
    );
  const { files, problems = [] } = await generate();
  const changed = files.filter(({ file, text }) => !existsSync(file) || readText(file) !== text);
  for (const { file, text } of changed) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomic(file, text);
    console.log(`written: ${relative(projectFolder, file)}`);
  }
  if (problems.length > 0)
    throw new LabError(
      'figure',
      problems.join('\n'),
      'The text in their places was not changed. docs/pages.md explains how figures are named.',
    );
  if (changed.length === 0) console.log(`unchanged: ${files.length} files`);
});
