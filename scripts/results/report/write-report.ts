import { join } from 'node:path';
import { writeWhole } from '../../lib/write-file-atomic.ts';
import type { Beside } from '../beside.ts';
import type { SideBySide } from '../results-table.ts';

/** Writes report.html beside the results, and resolves to its path. */
export async function writeReport(folder: string, results: SideBySide, beside?: Beside): Promise<string> {
  // What draws takes longer to load than most verbs to run.
  const { reportPage } = await import('./page.ts');
  const file = join(folder, 'report.html');
  writeWhole(file, await reportPage({ schema: 1, results, ...(beside && { beside }) }));
  return file;
}
