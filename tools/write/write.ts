import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { runMain } from '../../scripts/lib/main.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { writeFileAtomic } from '../../scripts/lib/write-file-atomic.ts';
import { writers } from './writers.ts';

// Writes files of this checkout anew from what they are made of: `npm run write schema`, which is `make schema`, and its like.
await runMain(async (args) => {
  const [what = '', ...others] = args;
  const writer = others.length === 0 && Object.hasOwn(writers, what) ? writers[what] : undefined;
  if (!writer)
    throw new LabError(
      'usage',
      what ? `Nothing is called "${[what, ...others].join(' ')}" here.` : 'Nothing was asked for.',
      `npm run write WHAT, where WHAT is ${Object.keys(writers).join(', ')}.`,
    );
  const { files, problems } = await writer();
  const changed = files.filter(({ file, text }) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
  for (const { file, text } of changed) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomic(file, text);
    console.log(`written: ${relative(projectFolder, file)}`);
  }
  if (problems.length > 0)
    throw new LabError(
      'figure',
      problems.join('\n'),
      'What they fill was left as it is. docs/pages.md says how figures are named.',
    );
  if (changed.length === 0) console.log(`unchanged: ${files.length} files`);
});
