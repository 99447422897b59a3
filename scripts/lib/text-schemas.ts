import { z } from 'zod';
import { visibleLine } from './visible-text.ts';

// Strings from files that people share or other programs wrote, made safe to print.

/** A name or a code; a longer one is truncated. */
export const shortText = z.string().overwrite((text) => visibleLine(text));

/** A sentence, or a line of a plan. */
export const longText = z.string().overwrite((text) => visibleLine(text, 10_000));
