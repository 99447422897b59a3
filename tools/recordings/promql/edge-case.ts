import { apiJob } from '../../../dashboards/jobs.ts';
import { parseMetrics } from '../../../scripts/lib/metrics.ts';
import type { Labels } from '../../../scripts/live/promql/vector.ts';
import type { Answer } from './answers.ts';
import type { Scrape } from './recorded-scrapes.ts';

/** A few scrapes written by hand, and the answers of Prometheus. */
export interface EdgeCase {
  title: string;
  /**
   * A value per second for each series: `.` where the scrape does not have it, `_` where there was no scrape.
   * A second with `.` in every series is a failed scrape.
   */
  series: Record<string, string>;
  atSecond: number;
  answers: [expression: string, ...vector: [Labels, number][]][];
}

export function toScrapes({ series }: EdgeCase): Scrape[] {
  const rows = Object.entries(series).map(([name, values]) => ({ name, values: values.split(' ') }));
  const seconds = Array.from({ length: rows[0]?.values.length ?? 0 }, (_, second) => second);
  return seconds.flatMap((second) => {
    const cells = rows.map(({ name, values }) => ({ name, text: values[second] ?? '_' }));
    if (cells.every(({ text }) => text === '_')) return [];
    const samples = cells.flatMap(({ name, text }) => (/^[._]$/.test(text) ? [] : parseMetrics(`${name} ${text}`)));
    return [{ atMs: second * 1000, samples: samples.length > 0 ? samples : undefined }];
  });
}

export function toAnswers({ answers, atSecond }: EdgeCase): Answer[] {
  return answers.map(([expression, ...vector]) => ({
    expression,
    atMs: atSecond * 1000,
    vector: vector.map(([labels, value]) => ({ labels, value })),
  }));
}

/** The labels that a store adds to each sample. */
export const target: Labels = { instance: apiJob, job: apiJob };
