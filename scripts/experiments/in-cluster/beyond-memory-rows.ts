import { spreadOf } from '../compare-rounds.ts';
import type { ExperimentRow } from '../experiment.ts';
import { type FeedExecution, pagesTouched } from '../growth/explain-feed-pages.ts';

/** One execution of the feed query. */
export interface DiskExecution extends FeedExecution {
  indexed: boolean;
  /** Whether it is the first one after the whole table was read. */
  isFirst: boolean;
  /** Bytes that the session read from the disk during it. */
  diskBytes: number;
}

/** A row for the first executions, and one for the later ones, without the index and with it. */
export function summarizeExecutions(executions: DiskExecution[]): ExperimentRow[] {
  return [false, true].flatMap((indexed) =>
    [true, false].map((isFirst) => {
      const alike = executions.filter((one) => one.indexed === indexed && one.isFirst === isFirst);
      const time = spreadOf(alike.map(({ executionMs }) => executionMs));
      const disk = spreadOf(alike.map(({ diskBytes }) => diskBytes));
      return {
        ...{ indexed, executed: isFirst ? 'first' : 'again', executions: alike.length },
        pages: spreadOf(alike.map(pagesTouched)).median,
        ...{ medianMs: time.median, lowestMs: time.lowest, highestMs: time.highest },
        ...{ diskBytes: disk.median, lowestDiskBytes: disk.lowest, highestDiskBytes: disk.highest },
      };
    }),
  );
}
