import { z } from 'zod';
import { visibleLine } from './visible-text.ts';

// Texts of files that people pass on, and other programs may have written: safe to print.

/** A name or a code; the end of a longer one is cut off. */
export const shortText = z.string().overwrite((text) => visibleLine(text));

/** A sentence, or a line of a plan. */
export const longText = z.string().overwrite((text) => visibleLine(text, 10_000));
