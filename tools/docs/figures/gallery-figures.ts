import { targetNames } from '../../../scripts/settings/variables.ts';
import { calibrationTable } from '../../gallery/calibration.ts';
import { fixesTables } from '../../gallery/fixes.ts';
import { readGalleryRuns } from '../../gallery/gallery-run.ts';
import { markdownTable } from '../markdown-table.ts';
import { describeMachine } from './format-figure.ts';

/** How well verify judged the fixes of the gallery: a column for each run. */
function calibration(folder: string, target: string): string {
  const { head, rows, numbers } = calibrationTable(readGalleryRuns(target, folder));
  return markdownTable(head, rows, numbers);
}

/** Where they ran: one machine, or several. */
function machines(folder: string, target: string): string {
  const all = readGalleryRuns(target, folder).flatMap(({ runs }) => runs);
  return [...new Set(all.map(({ machine }) => describeMachine(machine)))].join(' or ');
}

/**
 * Of the gallery of fixes: `gallery.fixes`, a table for each kind of fix, and for each target
 * `gallery.local.calibration`, the table of its kept runs, and `gallery.local.machines`.
 */
export const galleryFigures = (folder: string): Record<string, () => string> => ({
  'gallery.fixes': () => fixesTables,
  ...Object.fromEntries(
    targetNames.flatMap((target) => [
      [`gallery.${target}.calibration`, () => calibration(folder, target)],
      [`gallery.${target}.machines`, () => machines(folder, target)],
    ]),
  ),
});
