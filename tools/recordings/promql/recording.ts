import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Sample } from '../../../scripts/lib/metrics.ts';

/** One scrape of the API; undefined when nobody answered. */
export interface Scrape {
  atMs: number;
  samples: Sample[] | undefined;
}

export interface Recording {
  /** Where the scrapes come from, in words. */
  machine: string;
  recordedAt: string;
  scrapes: Scrape[];
}

/** One line each: about the recording, its series, then scrapes as what has changed since the scrape before. Not .json, which would be laid out over 10,000 lines. */
const file = fileURLToPath(new URL('recorded-scrapes.jsonl', import.meta.url));

/** A scrape: how many ms after the first, and new values by the series' number; null for a series that is gone, and instead of all for no answer. */
type Line = [afterMs: number, changes: Record<string, number | null> | null];

const keyOf = ({ name, labels }: Sample): string => JSON.stringify([name, labels]);

export function writeRecording({ machine, recordedAt, scrapes }: Recording): void {
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
  writeFileSync(file, [{ machine, recordedAt }, series, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

export function readRecording(): Recording {
  const [about, series, ...lines] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  let values = new Map<string, number>();
  const scrapes = (lines as Line[]).map(([atMs, changes]): Scrape => {
    if (!changes) values = new Map();
    for (const [number, value] of Object.entries(changes ?? {}))
      if (value === null) values.delete(number);
      else values.set(number, value);
    const samples = [...values].map(([number, value]) => {
      const [name, labels] = series[Number(number)] as [string, Record<string, string>];
      return { name, labels, value };
    });
    return { atMs, samples: changes ? samples : undefined };
  });
  return { ...about, scrapes };
}

/** Scrapes as if each had come exactly a second after the one before: Prometheus' test tool knows only whole intervals. */
export const onGrid = (scrapes: Scrape[]): Scrape[] =>
  scrapes.map(({ samples }, second) => ({ atMs: second * 1000, samples }));
