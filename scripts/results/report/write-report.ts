import { join } from 'node:path';
import { writeFileAtomic } from '../../lib/write-file-atomic.ts';
import type { Comparison } from '../comparison.ts';
import type { SideBySide } from '../results-table.ts';

/** Writes report.html next to the results, and resolves to its path. */
export async function writeReport(folder: string, results: SideBySide, comparison?: Comparison): Promise<string> {
  // What draws takes longer to load than most verbs to run.
  const { reportPage } = await import('./page.ts');
  const file = join(folder, 'report.html');
  writeFileAtomic(file, await reportPage({ schema: 1, results, ...(comparison && { comparison }) }));
  return file;
}
