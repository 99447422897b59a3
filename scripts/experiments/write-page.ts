import { join } from 'node:path';
import { writeFileAtomic } from '../lib/write-file-atomic.ts';
import { writingResults } from '../results/results-folder.ts';
import type { KeptRun } from './kept-run.ts';

/** Experiments with charts. Imported on demand: the drawing libraries take long to load. */
const pages: Record<string, (run: KeptRun) => Promise<string>> = {
  growth: async (run) => (await import('./growth/growth-page.ts')).growthPage(run),
};

export const hasPage = (experiment: string): boolean => Object.hasOwn(pages, experiment);

/**
 * Writes the run as an HTML page, and resolves to its path; undefined if it has no charts.
 * @throws {LabError} `results_folder`
 */
export async function writePage(run: KeptRun, folder: string): Promise<string | undefined> {
  const page = await pages[run.experiment]?.(run);
  if (page === undefined) return undefined;
  const file = join(folder, `${run.experiment}.html`);
  writingResults(folder, () => writeFileAtomic(file, page));
  return file;
}
