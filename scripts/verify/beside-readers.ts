import { Worker } from 'node:worker_threads';
import type { Readers } from './background-readers.ts';

/**
 * Does `work` while users read the feed, each again and again. They are in a thread of their own:
 * what this thread writes and reads meanwhile is not delayed by the responses to so many.
 */
export async function besideReaders<Result>(readers: Readers, work: () => Promise<Result>): Promise<Result> {
  const thread = new Worker(new URL('background-readers.ts', import.meta.url), { workerData: readers });
  const failed = new Promise<never>((_, reject) => {
    thread.once('error', reject);
  });
  try {
    return await Promise.race([work(), failed]);
  } finally {
    await thread.terminate();
  }
}
