import type { Labels } from '../../../scripts/live/promql/vector.ts';
import type { Answer } from './answers.ts';
import type { ScrapedSeries } from './scrapes.ts';

/** A few scrapes written by hand, and the answers of Prometheus. */
export interface EdgeCase {
  title: string;
  series: ScrapedSeries;
  atSecond: number;
  answers: [expression: string, ...vector: [Labels, number][]][];
}

export function toAnswers({ answers, atSecond }: EdgeCase): Answer[] {
  return answers.map(([expression, ...vector]) => ({
    expression,
    atMs: atSecond * 1000,
    vector: vector.map(([labels, value]) => ({ labels, value })),
  }));
}
