import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Sample } from '../../../scripts/lib/metrics.ts';

/** A scrape of the API; `samples` is undefined when it failed. */
export interface Scrape {
  atMs: number;
  samples: Sample[] | undefined;
}

/**
 * A line about the recording, a line with its series, then a line for each scrape.
 * Not .json, which would be formatted over 10,000 lines.
 */
const file = fileURLToPath(new URL('recorded-scrapes.jsonl', import.meta.url));

/**
 * A scrape: the ms since the first one, and the values that changed, by the number of the series;
 * null for a series that is gone, and in place of all values for a failed scrape.
 */
type Line = [afterMs: number, changes: Record<string, number | null> | null];

const keyOf = ({ name, labels }: Sample): string => JSON.stringify([name, labels]);

/** `about` says when and on which machine the scrapes were recorded. */
export function writeRecordedScrapes(about: { machine: string; recordedAt: string }, scrapes: Scrape[]): void {
  const keys = [...new Set(scrapes.flatMap(({ samples = [] }) => samples.map(keyOf)))].sort();
  const numbers = new Map(keys.map((key, number) => [key, number]));
  let before = new Map<string, number>();
  const lines = scrapes.map(({ atMs, samples }): Line => {
    const now = new Map(samples?.map((sample) => [keyOf(sample), sample.value]));
    const changed = [...now].filter(([key, value]) => before.get(key) !== value);
    const gone = [...before.keys()].filter((key) => !now.has(key)).map((key) => [key, null] as const);
    before = now;
    const changes = [...changed, ...gone].map(([key, value]) => [numbers.get(key), value] as const);
    return [atMs - (scrapes[0]?.atMs ?? 0), samples ? Object.fromEntries(changes) : null];
  });
  const series = keys.map((key) => JSON.parse(key));
  writeFileSync(file, [about, series, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** The scrapes as if each were exactly a second after the one before: promtool knows only whole intervals. */
export function readRecordedScrapes(): Scrape[] {
  const [, series, ...lines] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const values = new Map<string, number>();
  return (lines as Line[]).map(([, changes], second): Scrape => {
    if (!changes) values.clear();
    for (const [number, value] of Object.entries(changes ?? {}))
      if (value === null) values.delete(number);
      else values.set(number, value);
    const samples = [...values].map(([number, value]) => {
      const [name, labels] = series[Number(number)] as [string, Record<string, string>];
      return { name, labels, value };
    });
    return { atMs: second * 1000, samples: changes ? samples : undefined };
  });
}
