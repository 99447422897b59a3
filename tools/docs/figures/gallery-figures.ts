import { targetNames } from '../../../scripts/settings/variables.ts';
import { calibrationRows } from '../../gallery/calibration.ts';
import { fixesTables } from '../../gallery/fixes.ts';
import { readGalleryRun } from '../../gallery/gallery-run.ts';
import { markdownTable } from '../markdown-table.ts';
import { describeMachine } from './format-figure.ts';

/** How well verify judged the fixes of the gallery: a column for each run. */
function calibrationTable(folder: string, target: string): string {
  const run = readGalleryRun(target, folder);
  const numbers = run.runs.map((_, index) => index + 1);
  return markdownTable(['', ...numbers.map((number) => `run ${number}`)], calibrationRows(run), numbers);
}

/**
 * Of the gallery of fixes: `gallery.fixes`, a table for each kind of fix, and for each target
 * `gallery.local.calibration`, the table of its kept run, and `gallery.local.machine`.
 */
export const galleryFigures = (folder: string): Record<string, () => string> => ({
  'gallery.fixes': () => fixesTables,
  ...Object.fromEntries(
    targetNames.flatMap((target) => [
      [`gallery.${target}.calibration`, () => calibrationTable(folder, target)],
      [`gallery.${target}.machine`, () => describeMachine(readGalleryRun(target, folder).machine)],
    ]),
  ),
});
