import { readFileSync } from 'node:fs';
import { apiJob } from '../../../dashboards/jobs.ts';
import { parseMetrics, type Sample } from '../../../scripts/lib/metrics.ts';
import type { Labels } from '../../../scripts/live/promql/vector.ts';

/**
 * Scrapes of one API process, a second apart. By series, as `name{label="value"}`, its value in each scrape:
 * `.` where the scrape does not have it, `_` where there was no scrape. With `.` in every series the scrape failed.
 */
export type ScrapedSeries = Record<string, string>;

/** `samples` is undefined for a scrape that failed. */
export interface Scrape {
  atMs: number;
  samples: Sample[] | undefined;
}

/** The labels that a scrape adds to each sample. */
export const targetLabels: Labels = { instance: apiJob, job: apiJob };

/** Comments, and lines of a series and its values. */
export const recordedFile = new URL('recorded-scrapes.txt', import.meta.url);

export function readRecordedSeries(): ScrapedSeries {
  const lines = readFileSync(recordedFile, 'utf8').matchAll(/^([^#\s]+) (.+)$/gm);
  return Object.fromEntries([...lines].map(([, series = '', values = '']) => [series, values]));
}

export function parseSeries(series: string): Omit<Sample, 'value'> {
  const [sample] = parseMetrics(`${series} 0`);
  if (!sample) throw new Error(`expected name{label="value"}, got ${series}`);
  return { name: sample.name, labels: sample.labels };
}

export function toScrapes(scraped: ScrapedSeries): Scrape[] {
  const rows = Object.entries(scraped).map(([series, values]) => ({
    ...parseSeries(series),
    values: values.split(' '),
  }));
  const scrapeCount = rows[0]?.values.length ?? 0;
  return Array.from({ length: scrapeCount }, (_, second): Scrape[] => {
    const cells = rows.map(({ values, ...series }) => ({ ...series, text: values[second] ?? '_' }));
    if (cells.every(({ text }) => text === '_')) return [];
    const samples = cells.flatMap(({ text, ...series }) =>
      /^[._]$/.test(text) ? [] : [{ ...series, value: Number(text) }],
    );
    return [{ atMs: second * 1000, samples: samples.length > 0 ? samples : undefined }];
  }).flat();
}
