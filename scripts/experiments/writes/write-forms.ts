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

/** As when a queue, or a buffer in the application, hands over what has come in meanwhile. */
export const batches: WriteForm = { title: '20 rows a statement', rowsPerTransaction: 20, commitDelayUs: 0 };

/** As the API's own POST does. */
export const single: WriteForm = { title: 'one row a transaction', rowsPerTransaction: 1, commitDelayUs: 0 };

/** All commits are still on disk when they are confirmed, unlike with synchronous_commit = off. */
export const grouped: WriteForm = {
  title: 'one row a transaction, group commit (commit_delay 1 ms)',
  rowsPerTransaction: 1,
  commitDelayUs: 1000,
};
