import { join } from 'node:path';
import { writeFileAtomic } from '../../lib/write-file-atomic.ts';
import type { Comparison } from '../comparison.ts';
import type { ResultsByStage } from '../results-by-stage.ts';
import { writingResults } from '../results-folder.ts';

/**
 * Writes report.html next to the results, and resolves to its path.
 * @throws {LabError} `results_folder`
 */
export async function writeReport(folder: string, results: ResultsByStage, comparison?: Comparison): Promise<string> {
  // Imported on demand: the drawing libraries take longer to load than most verbs take to run.
  const { reportPage } = await import('./page.ts');
  const file = join(folder, 'report.html');
  const page = await reportPage({ schema: 1, results, ...(comparison && { comparison }) });
  writingResults(folder, () => writeFileAtomic(file, page));
  return file;
}
