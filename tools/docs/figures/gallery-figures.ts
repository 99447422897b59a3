import { fixesTables } from '../../gallery/fixes.ts';

/** Of the gallery of fixes: `gallery.fixes`, a table for each kind of fix. */
export const galleryFigures: Record<string, () => string> = {
  'gallery.fixes': () => fixesTables,
};
