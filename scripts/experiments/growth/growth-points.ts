import { z } from 'zod';
import { LabError } from '../../lib/lab-error.ts';
import type { KeptRun } from '../kept-run.ts';

const base = { posts: z.number().positive(), indexed: z.boolean() };
const pagesSchema = z.object({
  ...base,
  predictedPages: z.number().positive(),
  pages: z.number().positive(),
  lowestPages: z.number().positive(),
  highestPages: z.number().positive(),
});
const timesSchema = z.object({
  ...base,
  cache: z.enum(['cold', 'warm']),
  medianMs: z.number().positive(),
  lowestMs: z.number().positive(),
  highestMs: z.number().positive(),
  predictedMs: z.number().positive().nullable(),
});

/** A measurement in a chart. */
export interface GrowthPoint {
  posts: number;
  indexed: boolean;
  /** After a restart, where that is a measurement of its own. */
  cold: boolean;
  predicted: number | null;
  median: number;
  lowest: number;
  highest: number;
}

function parseRows<Row>({ experiment, tables }: KeptRun, name: string, schema: z.ZodType<Row>): Row[] {
  const { data, error } = z.array(schema).min(1).safeParse(tables[name]);
  if (data) return data;
  throw new LabError(
    'figure',
    `The table "${name}" of the run cannot be drawn:\n${z.prettifyError(error)}`,
    `Measure it again: make bench ARGS="${experiment} --keep"`,
  );
}

/** @throws {LabError} `figure` for a run of something else */
export function pagePoints(run: KeptRun): GrowthPoint[] {
  return parseRows(run, 'pages', pagesSchema).map(({ predictedPages, pages, lowestPages, highestPages, ...point }) => ({
    ...point,
    cold: false,
    predicted: predictedPages,
    median: pages,
    lowest: lowestPages,
    highest: highestPages,
  }));
}

/** In milliseconds. @throws {LabError} `figure` for a run of something else */
export function timePoints(run: KeptRun): GrowthPoint[] {
  return parseRows(run, 'times', timesSchema).map(
    ({ cache, predictedMs, medianMs, lowestMs, highestMs, ...point }) => ({
      ...point,
      cold: cache === 'cold',
      // The prediction starts at the smallest table.
      predicted: cache === 'warm' ? (predictedMs ?? medianMs) : null,
      median: medianMs,
      lowest: lowestMs,
      highest: highestMs,
    }),
  );
}
