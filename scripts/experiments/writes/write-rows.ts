import { median } from '../../lib/numbers.ts';
import { reliableSuccessRate } from '../../scenario/story.ts';
import { spreadOf } from '../compare-rounds.ts';
import type { ExperimentRow } from '../experiment.ts';
import type { WriteSlice } from './measure-writes.ts';

type Case = Pick<WriteSlice, 'option' | 'form' | 'targetRowsPerSecond'>;

/** The parts of `items` that have the same key, in the order in which the keys first occur. */
function groupBy<Item>(items: Item[], keyOf: (item: Item) => string): [Item, ...Item[]][] {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

const loadOf = ({ form, targetRowsPerSecond }: Case) => `${form}, ${targetRowsPerSecond}`;

/** Ranges of nothing but nulls are null: a feed that was never served has no age. */
function medianOrNull(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? median(known) : null;
}

/** A row for each option, form and rate: medians of all rounds, and the range of what matters. */
export function summarizeWrites(slices: WriteSlice[]): ExperimentRow[] {
  return groupBy(slices, (slice) => `${slice.option}, ${loadOf(slice)}`).map((rounds) => {
    const { option, form, targetRowsPerSecond } = rounds[0];
    const valuesOf = (read: (slice: WriteSlice) => number) => rounds.map(read);
    const feedP99 = spreadOf(valuesOf(({ feedP99Ms }) => feedP99Ms));
    const writeP99 = spreadOf(valuesOf(({ writeP99Ms }) => writeP99Ms));
    const stalest = rounds.flatMap(({ stalenessMaxMs }) => stalenessMaxMs ?? []);
    return {
      option,
      form,
      targetRowsPerSecond,
      rowsPerSecond: median(valuesOf((slice) => slice.rowsPerSecond)),
      writeP99Ms: writeP99.median,
      lowestWriteP99Ms: writeP99.lowest,
      highestWriteP99Ms: writeP99.highest,
      successRate: median(valuesOf((slice) => slice.successRate)),
      requestsPerSecond: median(valuesOf((slice) => slice.requestsPerSecond)),
      feedP50Ms: median(valuesOf((slice) => slice.feedP50Ms)),
      feedP99Ms: feedP99.median,
      lowestFeedP99Ms: feedP99.lowest,
      highestFeedP99Ms: feedP99.highest,
      stalenessP50Ms: medianOrNull(rounds.map((slice) => slice.stalenessP50Ms)),
      stalenessMaxMs: stalest.length > 0 ? Math.max(...stalest) : null,
      walBytesPerRow: median(valuesOf((slice) => slice.walBytesPerRow)),
      buffersDirtiedPerRow: median(valuesOf((slice) => slice.buffersDirtiedPerRow)),
      checkpoints: Math.max(...valuesOf((slice) => slice.checkpoints)),
      autovacuums: Math.max(...valuesOf((slice) => slice.autovacuums)),
    };
  });
}

/**
 * The options in each round, from the fastest feed to the slowest: whether the rounds agree. Those
 * that answer nearly everything come first, because quick errors are no speed.
 */
export function orderOptions(slices: WriteSlice[]): ExperimentRow[] {
  const failsMost = ({ successRate }: WriteSlice) => (successRate < reliableSuccessRate ? 1 - successRate : 0);
  return groupBy(slices, (slice) => `${loadOf(slice)}, ${slice.round}`).map((ofRound) => ({
    form: ofRound[0].form,
    targetRowsPerSecond: ofRound[0].targetRowsPerSecond,
    round: ofRound[0].round,
    fastestFeedFirst: ofRound
      .toSorted((one, other) => failsMost(one) - failsMost(other) || one.feedP99Ms - other.feedP99Ms)
      .map(({ option }) => option)
      .join(', '),
  }));
}
