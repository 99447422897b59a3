import { z } from 'zod';

/** What was measured in one case. Names say the unit; null where this machine cannot say, or nothing happened. */
export const rowSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]));
export type Row = z.infer<typeof rowSchema>;
