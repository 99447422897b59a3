import { storyUsers } from '../../scenario/story.ts';
import type { Experiment } from '../experiment.ts';
import { scaledCount, scaledSeconds } from '../experiment.ts';
import { scaleOptions } from '../scale-options/scale-options.ts';
import { writerConnections } from './measure-writes.ts';
import { runWrites } from './run-writes.ts';
import { batches, grouped, single } from './write-forms.ts';

const posts = 10_000_000;
const fullPlan = { rounds: 2, seconds: 10 };
const rates = [1000, 5000, 10_000];
/** Which a small machine can keep up with in every form, one row a transaction included. */
const slowestRate = 1000;

/** What becomes of the other forms at the fastest rate. */
const tooFast = [single, grouped].map((form) => ({ form, rowsPerSecond: Math.max(...rates) }));

export const writes: Experiment = {
  name: 'writes',
  question: 'What do the feed and the writes cost each other, with each option at scale?',
  method: `Each option (scripts/experiments/scale-options) starts from a copy of the same seeded database, in which its SQL runs. Then posts are written beside ${storyUsers} feed readers on the real API, for ${fullPlan.seconds} s per measurement, ${fullPlan.rounds} rounds, each beginning with the next option. Before each measurement, the rows of the one before are deleted, the database is vacuumed, and a checkpoint is made. Autovacuum is on.

The writer is a process of its own, with ${writerConnections} connections as the API's role, and an open loop: rows are due at a fixed rate, and latencies count from when they were due, so that a writer that falls behind shows. It uses SQL: POST /posts takes one post per request, and the process that serves the feed would be the limit. The rates are measured with ${batches.title} rows (one statement each), the only form in which a small machine reaches all of them beside the readers. The others, at ${slowestRate.toLocaleString('en-US')} rows/s, are one row a transaction, and the same with commit_delay = 1 ms, PostgreSQL's setting for group commit (with the index at ${Math.max(...rates).toLocaleString('en-US')} rows/s, too). Commits are synchronous in all. The database takes up to 8 GB of disk space.

writeP99Ms     from when a transaction was due until its commit was confirmed (what never started counts as the wait until the end)
staleness…     how much older the feed's newest post was than the newest one committed before the request, ten times a second
walBytesPerRow everything that the server logged, full pages after the checkpoint included, divided by the rows written; in the table of options: one more row alone, without full pages
lowest, highest of the rounds; all other values are medians, staleness and counts of autovacuum and checkpoints the maximum`,
  takes: '25 minutes',

  run(context) {
    const isQuick = context.scale < 1;
    return runWrites(context, {
      posts: Math.max(20_000, posts * context.scale),
      rounds: scaledCount(context, fullPlan.rounds),
      seconds: scaledSeconds(context, fullPlan.seconds),
      options: Object.values(scaleOptions),
      writesOf: (option) => [
        ...(isQuick ? [slowestRate] : rates).map((rowsPerSecond) => ({ form: batches, rowsPerSecond })),
        ...[single, grouped].map((form) => ({ form, rowsPerSecond: slowestRate })),
        ...(option === scaleOptions.index && !isQuick ? tooFast : []),
      ],
    });
  },
};
