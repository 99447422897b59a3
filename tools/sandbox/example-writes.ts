import { createRun, type KeptRun } from '../../scripts/experiments/kept-run.ts';
import { scaleOptions } from '../../scripts/experiments/scale-options/scale-options.ts';
import { batches, single } from '../../scripts/experiments/writes/write-forms.ts';
import { writes } from '../../scripts/experiments/writes/writes.ts';

const row = (option: string, form: string, targetRowsPerSecond: number, feedP99Ms: number, successRate: number) => ({
  ...{ option, form, targetRowsPerSecond, feedP99Ms, successRate },
  ...{ lowestFeedP99Ms: feedP99Ms * 0.8, highestFeedP99Ms: feedP99Ms * 1.3 },
});

/** Without an index, one request in eight is answered; with each other option, all of them are. */
const rowsOf = (option: string, place: number) => [
  ...[1000, 10_000].map((rate) =>
    option === scaleOptions.noIndex.name
      ? row(option, batches.title, rate, 29_000, 0.125)
      : row(option, batches.title, rate, rate / 25 + place, 1),
  ),
  row(option, single.title, 1000, 1, 1),
];

/** A run of the experiment writes, as docs/runs keeps it, with two rates and two forms. */
export function exampleWrites(): KeptRun {
  const rows = Object.values(scaleOptions).flatMap(({ name }, place) => rowsOf(name, place));
  return {
    ...createRun(writes, new Date('2026-01-02T03:04:05.678Z'), { posts: 10_000_000, rows }),
    machine: { processor: 'AMD EPYC', cores: 2, memoryBytes: 24 * 2 ** 30, system: 'Linux x64' },
  };
}
