import { apiJob } from '../../../dashboards/jobs.ts';
import { parseMetrics } from '../../../scripts/lib/metrics.ts';
import type { Labels } from '../../../scripts/live/promql/vector.ts';
import type { Scrape } from './recording.ts';

/** A few scrapes made by hand, and what Prometheus makes of them. */
export interface AwkwardCase {
  title: string;
  /** A value per second; `.` where a scrape does not have the series, `_` where nobody scraped. All `.` is a scrape that failed. */
  series: Record<string, string>;
  atSecond: number;
  answers: [expression: string, ...vector: [Labels, number][]][];
}

/** The columns of a case as scrapes. */
export function toScrapes({ series }: AwkwardCase): Scrape[] {
  const rows = Object.entries(series).map(([name, values]) => ({ name, values: values.split(' ') }));
  const seconds = Array.from({ length: rows[0]?.values.length ?? 0 }, (_, second) => second);
  return seconds.flatMap((second) => {
    const cells = rows.map(({ name, values }) => ({ name, text: values[second] ?? '_' }));
    if (cells.every(({ text }) => text === '_')) return [];
    const samples = cells.flatMap(({ name, text }) => (/^[._]$/.test(text) ? [] : parseMetrics(`${name} ${text}`)));
    return [{ atMs: second * 1000, samples: samples.length > 0 ? samples : undefined }];
  });
}

/** What a store adds to the labels of each sample. */
export const api = { instance: apiJob, job: apiJob };
