/** How an application sends its rows. */
export interface WriteForm {
  title: string;
  rowsPerTransaction: number;
  /**
   * How long a commit waits for others before it writes the log for all of them (`commit_delay`, in
   * microseconds). Without a delay, commits that wait while the log is being written already share
   * the next write.
   */
  commitDelayUs: number;
}

/**
 * One statement each, as when a queue, or a buffer in the application, hands over what has come in
 * meanwhile.
 */
export const batches: WriteForm = { title: 'batches of 20', rowsPerTransaction: 20, commitDelayUs: 0 };

/** One row a transaction, as for the API's own POST. */
export const single: WriteForm = { title: 'single rows', rowsPerTransaction: 1, commitDelayUs: 0 };

/**
 * The same with a delay. All commits are still on disk when they are confirmed, unlike with
 * synchronous_commit = off.
 */
export const grouped: WriteForm = {
  title: 'single rows with group commit',
  rowsPerTransaction: 1,
  commitDelayUs: 1000,
};
