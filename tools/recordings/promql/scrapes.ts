import { readFileSync } from 'node:fs';
import { apiJob, namespace } from '../../../dashboards/release-labels.ts';
import { parseMetrics, type Sample } from '../../../scripts/lib/metrics.ts';
import type { Labels } from '../../../scripts/live/promql/vector.ts';

/**
 * Scrapes of one API process, a second apart. By series, as `name{label="value"}`, its values as in
 * promtool's tests: `_` where there is none, `stale` in the first scrape that no longer has the
 * series. A second with `_` in every series is one without a scrape.
 */
export type ScrapedSeries = Record<string, string[]>;

/** `samples` is undefined for a scrape that failed. */
export interface Scrape {
  atMs: number;
  samples: Sample[] | undefined;
}

/** The labels that a scrape adds to each sample. */
export const targetLabels: Labels = { instance: apiJob, job: apiJob, namespace };

/** A comment about the recording, then a line for each series. */
export const recordedFile = new URL('recorded-scrapes.txt', import.meta.url);

/** From lines of a series, which has no space in it, and its values. */
export function parseScrapedSeries(lines: string[]): ScrapedSeries {
  const rows = lines.map((line) => line.trim().split(' '));
  return Object.fromEntries(rows.map(([series = '', ...values]) => [series, values]));
}

export function readRecordedSeries(): ScrapedSeries {
  const [, ...lines] = readFileSync(recordedFile, 'utf8').trim().split('\n');
  return parseScrapedSeries(lines);
}

export function parseSeries(series: string): Pick<Sample, 'name' | 'labels'> {
  const [sample] = parseMetrics(`${series} 0`);
  if (!sample) throw new Error(`expected name{label="value"}, got ${series}`);
  return { name: sample.name, labels: sample.labels };
}

export function toScrapes(scraped: ScrapedSeries): Scrape[] {
  const rows = Object.entries(scraped).map(([series, values]) => ({ ...parseSeries(series), values }));
  const scrapes = (rows[0]?.values ?? []).map((_, second): Scrape[] => {
    const cells = rows.map(({ values, ...series }) => ({ ...series, value: values[second] ?? '_' }));
    if (cells.every(({ value }) => value === '_')) return [];
    const samples = cells
      .filter(({ value }) => value !== '_' && value !== 'stale')
      .map((cell) => ({ ...cell, value: Number(cell.value) }));
    return [{ atMs: second * 1000, samples: samples.length > 0 ? samples : undefined }];
  });
  return scrapes.flat();
}
